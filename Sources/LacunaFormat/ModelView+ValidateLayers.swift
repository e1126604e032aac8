// Rules G2, G4 to G6, G8, G12 and G18: networks and their layers.

extension ModelView {
  /// Walks all networks and their layers.
  func validateNetworks() throws(FormatError) {
    var firstLayer = 0
    for index in 0..<layout.networkCount {
      let record = layout.networks + NetworkRecord.byteCount * index
      try expectZeros(in: (record + 10)..<(record + NetworkRecord.byteCount))
      try expectIndex(
        "vocabulary index", at: record + 8, below: layout.vocabularyCount, optional: true)
      let layerCount = Int(bytes.uint16(at: record + 6))
      guard layerCount >= 1 else {
        throw FormatError(
          .g4, "layer count of a network", at: UInt64(record + 6), section: 0, .atLeast,
          expected: 1, found: 0)
      }
      guard layerCount <= layout.layerCount - firstLayer else {
        throw FormatError(
          .g4, "layer count of a network", at: UInt64(record + 6), section: 0, .atMost,
          expected: Int64(layout.layerCount - firstLayer), found: Int64(layerCount))
      }
      for layer in firstLayer..<(firstLayer + layerCount) {
        try validateLayer(at: layer, inNetworkFrom: firstLayer)
      }
      if layerCount == 1, layer(at: firstLayer).kind == .embedding {
        throw FormatError(
          .g5, "layer count of a network that begins with an embedding", at: UInt64(record + 6),
          section: 0, .atLeast, expected: 2, found: 1)
      }
      try validateVocabularyCount(
        of: network(at: index, firstLayer: firstLayer), at: record + 8)
      firstLayer += layerCount
    }
    guard firstLayer == layout.layerCount else {
      throw FormatError(
        .g4, "layers that networks have", at: UInt64(layout.networks), section: 0,
        expected: Int64(layout.layerCount), found: Int64(firstLayer))
    }
  }

  private func validateVocabularyCount(
    of network: NetworkRecord, at offset: Int
  ) throws(FormatError) {
    guard let index = network.vocabulary else { return }
    let first = layer(at: network.firstLayer)
    let expected =
      first.kind == .embedding ? first.inputSize : outputSize(of: lastStage(of: network))
    // The vocabulary itself has not been looked at yet: read no more than its length allows.
    let section = layout.vocabularySection(of: index)
    let vocabulary = sectionBytes(at: section)
    let found = vocabulary.byteCount >= 8 ? Int64(vocabulary.uint32(at: 4)) : 0
    guard found == Int64(expected) else {
      throw FormatError(
        .g12, "vocabulary entry count", at: UInt64(offset), section: section,
        expected: Int64(expected), found: found)
    }
  }

  private func validateLayer(
    at index: Int, inNetworkFrom firstLayer: Int
  ) throws(FormatError) {
    let record = layout.layers + LayerRecord.byteCount * index
    try expectByte("layer kind", at: record, from: 1, through: 4)
    let kind = bytes.byte(at: record)
    let isRecurrent = kind == LayerKind.lstm.rawValue || kind == LayerKind.gru.rawValue
    try expectByte("direction", at: record + 1, from: 0, through: isRecurrent ? 2 : 0)
    try expectByte(
      "reset", at: record + 2, from: 0, through: kind == LayerKind.gru.rawValue ? 1 : 0)
    try expectByte(
      "linear output", at: record + 3, from: 0,
      through: kind == LayerKind.linear.rawValue ? 2 : 0)
    let isProjected = kind == LayerKind.lstm.rawValue && bytes.uint16(at: record + 16) != 0xFFFF
    try expectZeros(in: (record + (isProjected ? 40 : 36))..<(record + LayerRecord.byteCount))
    try expectSize("layer input size", at: record + 4, atMost: 1 << 24)
    try expectSize("layer output size", at: record + 8, atMost: 1 << 24)
    if isProjected { try expectSize("layer hidden size", at: record + 36, atMost: 1 << 24) }
    // Only now does every size fit an integer, where that has 32 bits.
    let layer = layer(at: index)

    if layer.kind == .embedding, index > firstLayer {
      throw FormatError(
        .g5, "kind of a layer after the first", at: UInt64(record), section: 0, .atLeast,
        expected: Int64(LayerKind.lstm.rawValue), found: Int64(kind))
    }
    if layer.direction == .backwardBeside {
      try validateBeside(layer, at: index, inNetworkFrom: firstLayer)
    } else if index > firstLayer {
      let before = self.layer(at: index - 1)
      // What a layer stands beside has been looked at when it was.
      let size =
        before.outputSize
        + (before.direction == .backwardBeside ? self.layer(at: index - 2).outputSize : 0)
      guard layer.inputSize == size else {
        throw FormatError(
          .g6, "layer input size", at: UInt64(record + 4), section: 0, expected: Int64(size),
          found: Int64(layer.inputSize))
      }
    }
    try validateReferences(of: layer, at: record)
  }

  /// Rule G18: a backward layer beside another fits the one before it.
  private func validateBeside(
    _ layer: LayerRecord, at index: Int, inNetworkFrom firstLayer: Int
  ) throws(FormatError) {
    let record = layout.layers + LayerRecord.byteCount * index
    guard index > firstLayer else {
      throw FormatError(
        .g18, "direction of a network's first layer", at: UInt64(record + 1), section: 0, .atMost,
        expected: 1, found: Int64(layer.direction.rawValue))
    }
    let before = self.layer(at: index - 1)
    func expect(
      _ subject: StaticString, at offset: Int, _ expected: Int, _ found: Int
    ) throws(FormatError) {
      guard expected == found else {
        throw FormatError(
          .g18, subject, at: UInt64(offset), section: 0, expected: Int64(expected),
          found: Int64(found))
      }
    }
    try expect(
      "direction of the layer that another stands beside",
      at: record - LayerRecord.byteCount + 1, Int(LayerDirection.forward.rawValue),
      Int(before.direction.rawValue))
    try expect(
      "kind of a layer beside another", at: record, Int(before.kind.rawValue),
      Int(layer.kind.rawValue))
    try expect(
      "input size of a layer beside another", at: record + 4, before.inputSize, layer.inputSize)
    try expect(
      "projections of a layer beside another", at: record + 16, before.projection == nil ? 0 : 1,
      layer.projection == nil ? 0 : 1)
  }
}

// Rules G2, G4 to G9, G12 and G17: networks, their layers, and what these refer to.

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
        try validateLayer(at: layer, isFirst: layer == firstLayer)
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
    let last = layer(at: network.firstLayer + network.layerCount - 1)
    let expected = first.kind == .embedding ? first.inputSize : last.outputSize
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

  private func validateLayer(at index: Int, isFirst: Bool) throws(FormatError) {
    let record = layout.layers + LayerRecord.byteCount * index
    try expectByte("layer kind", at: record, from: 1, through: 4)
    let kind = bytes.byte(at: record)
    try expectByte("direction", at: record + 1, from: 0, through: 0)
    try expectByte(
      "reset", at: record + 2, from: 0, through: kind == LayerKind.gru.rawValue ? 1 : 0)
    try expectByte(
      "linear output", at: record + 3, from: 0,
      through: kind == LayerKind.linear.rawValue ? 2 : 0)
    try expectZeros(in: (record + 36)..<(record + LayerRecord.byteCount))
    try expectSize("layer input size", at: record + 4, atMost: 1 << 24)
    try expectSize("layer output size", at: record + 8, atMost: 1 << 24)

    let layer = layer(at: index)
    if layer.kind == .embedding, !isFirst {
      throw FormatError(
        .g5, "kind of a layer after the first", at: UInt64(record), section: 0, .atLeast,
        expected: Int64(LayerKind.lstm.rawValue), found: Int64(kind))
    }
    if !isFirst {
      let before = self.layer(at: index - 1).outputSize
      guard layer.inputSize == before else {
        throw FormatError(
          .g6, "layer input size", at: UInt64(record + 4), section: 0, expected: Int64(before),
          found: Int64(layer.inputSize))
      }
    }
    try validateReferences(of: layer, at: record)
  }

  private func validateReferences(of layer: LayerRecord, at record: Int) throws(FormatError) {
    try expectIndex("matrix index", at: record + 12, below: layout.matrixCount, optional: false)
    let isRecurrent = layer.gateCount > 0
    if isRecurrent {
      try expectIndex(
        "recurrent matrix index", at: record + 14, below: layout.matrixCount, optional: false)
    } else {
      try expectNone("recurrent matrix index", at: record + 14)
    }
    try expectNone("projection matrix index", at: record + 16)

    let outputs = UInt64(layer.outputSize)
    switch layer.kind {
    case .embedding:
      try expectShape(
        layer.matrix, rows: UInt64(layer.inputSize), columns: outputs, at: record + 12)
    case .linear:
      try expectShape(
        layer.matrix, rows: outputs, columns: UInt64(layer.inputSize), at: record + 12)
    case .lstm, .gru:
      let rows = UInt64(layer.gateCount) * outputs
      try expectShape(layer.matrix, rows: rows, columns: UInt64(layer.inputSize), at: record + 12)
      if let recurrent = layer.recurrentMatrix {
        try expectShape(recurrent, rows: rows, columns: outputs, at: record + 14)
      }
    }
    try validateBias(of: layer, at: record + 18)
    for slot in 0..<6 {
      let offset = record + 20 + 2 * slot
      if slot < layer.activationCount {
        try expectIndex(
          "activation index", at: offset, below: layout.activationCount, optional: false)
      } else {
        try expectNone("activation index", at: offset)
      }
    }
    if layer.kind == .gru { try validateUpdateGate(layer.activations[1], at: record + 22) }
  }

  private func expectNone(_ subject: StaticString, at offset: Int) throws(FormatError) {
    guard bytes.uint16(at: offset) == 0xFFFF else {
      throw FormatError(
        .g7, subject, at: UInt64(offset), section: 0, expected: 0xFFFF,
        found: Int64(bytes.uint16(at: offset)))
    }
  }

  private func expectShape(
    _ index: Int, rows: UInt64, columns: UInt64, at offset: Int
  ) throws(FormatError) {
    let matrix = matrix(at: index)
    guard UInt64(matrix.rows) == rows else {
      throw FormatError(
        .g7, "rows of the layer's matrix", at: UInt64(offset), section: 0, expected: Int64(rows),
        found: Int64(matrix.rows))
    }
    guard UInt64(matrix.columns) == columns else {
      throw FormatError(
        .g7, "columns of the layer's matrix", at: UInt64(offset), section: 0,
        expected: Int64(columns), found: Int64(matrix.columns))
    }
  }

  private func validateBias(of layer: LayerRecord, at offset: Int) throws(FormatError) {
    guard layer.kind != .embedding else { return try expectNone("bias index", at: offset) }
    try expectIndex("bias index", at: offset, below: layout.biasCount, optional: true)
    guard let index = layer.bias else { return }
    let bias = bias(at: index)
    guard UInt64(bias.count) == layer.biasCount else {
      throw FormatError(
        .g9, "bias count", at: UInt64(offset), section: 0, expected: Int64(layer.biasCount),
        found: Int64(bias.count))
    }
    let least = layer.kind == .linear ? -16 : -12
    guard bias.exponent >= least else {
      throw FormatError(
        .g9, "bias exponent", at: UInt64(offset), section: 0, .atLeast, expected: Int64(least),
        found: Int64(bias.exponent))
    }
    guard bias.exponent <= 0 else {
      throw FormatError(
        .g9, "bias exponent", at: UInt64(offset), section: 0, .atMost, expected: 0,
        found: Int64(bias.exponent))
    }
  }

  /// Rule G17: the convex combination of a GRU's update needs a weight that is not negative.
  private func validateUpdateGate(_ index: UInt16, at offset: Int) throws(FormatError) {
    let activation = activation(at: Int(index))
    var least = activation.low
    if let table = activation.table {
      let values = self.table(at: table)
      least = .max
      for entry in 0..<257 { least = min(least, values.int16(at: 2 * entry)) }
    }
    guard least >= 0 else {
      throw FormatError(
        .g17, "least value of the update gate's activation", at: UInt64(offset), section: 0,
        .atLeast, expected: 0, found: Int64(least))
    }
  }
}

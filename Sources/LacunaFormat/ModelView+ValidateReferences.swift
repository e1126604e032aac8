// Rules G7, G9 and G17: what layers refer to.

extension ModelView {
  func validateReferences(of layer: LayerRecord, at record: Int) throws(FormatError) {
    try expectIndex("matrix index", at: record + 12, below: layout.matrixCount, optional: false)
    let isRecurrent = layer.gateCount > 0
    if isRecurrent {
      try expectIndex(
        "recurrent matrix index", at: record + 14, below: layout.matrixCount, optional: false)
    } else {
      try expectNone("recurrent matrix index", at: record + 14)
    }
    if layer.kind == .lstm {
      try expectIndex(
        "projection matrix index", at: record + 16, below: layout.matrixCount, optional: true)
    } else {
      try expectNone("projection matrix index", at: record + 16)
    }

    let outputs = UInt64(layer.outputSize)
    switch layer.kind {
    case .embedding:
      try expectShape(
        layer.matrix, rows: UInt64(layer.inputSize), columns: outputs, at: record + 12)
    case .linear:
      try expectShape(
        layer.matrix, rows: outputs, columns: UInt64(layer.inputSize), at: record + 12)
    case .lstm, .gru:
      let rows = UInt64(layer.gateCount) * UInt64(layer.hiddenSize)
      try expectShape(layer.matrix, rows: rows, columns: UInt64(layer.inputSize), at: record + 12)
      if let recurrent = layer.recurrentMatrix {
        try expectShape(recurrent, rows: rows, columns: outputs, at: record + 14)
      }
      if let projection = layer.projection {
        try expectShape(
          projection, rows: outputs, columns: UInt64(layer.hiddenSize), at: record + 16)
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

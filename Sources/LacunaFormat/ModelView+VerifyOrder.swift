// Rule G14: every record is used, and records stand in the order of their first use.

/// Follows the indices that refer to the records of one array.
///
/// Records are in the order of first use exactly when each index is one that came before, or the
/// least that did not.
private struct UseOrder {
  private(set) var used = 0

  mutating func use(_ index: Int, _ subject: StaticString, at offset: Int) throws(FormatError) {
    guard index <= used else {
      throw FormatError(
        .g14, subject, at: UInt64(offset), section: 0, .atMost, expected: Int64(used),
        found: Int64(index))
    }
    if index == used { used += 1 }
  }

  /// Checks that all `count` records were used; those that were not start at `records`.
  func finish(
    _ subject: StaticString, of count: Int, records: Int, byteCount: Int
  ) throws(FormatError) {
    guard used == count else {
      throw FormatError(
        .g14, subject, at: UInt64(records + byteCount * used), section: 0, expected: Int64(count),
        found: Int64(used))
    }
  }
}

extension ModelView {
  func verifyOrderOfUse() throws(FormatError) {
    var matrices = UseOrder()
    var biases = UseOrder()
    var activations = UseOrder()
    for index in 0..<layout.layerCount {
      let record = layout.layers + LayerRecord.byteCount * index
      let layer = layer(at: index)
      try matrices.use(layer.matrix, "index of a matrix at its first use", at: record + 12)
      if let recurrent = layer.recurrentMatrix {
        try matrices.use(recurrent, "index of a matrix at its first use", at: record + 14)
      }
      if let projection = layer.projection {
        try matrices.use(projection, "index of a matrix at its first use", at: record + 16)
      }
      if let bias = layer.bias {
        try biases.use(bias, "index of a bias at its first use", at: record + 18)
      }
      for slot in 0..<layer.activationCount {
        try activations.use(
          Int(layer.activations[slot]), "index of an activation at its first use",
          at: record + 20 + 2 * slot)
      }
    }
    try matrices.finish(
      "matrices that layers use", of: layout.matrixCount, records: layout.matrices,
      byteCount: MatrixRecord.byteCount)
    try biases.finish(
      "biases that layers use", of: layout.biasCount, records: layout.biases,
      byteCount: BiasRecord.byteCount)
    try activations.finish(
      "activations that layers use", of: layout.activationCount, records: layout.activations,
      byteCount: ActivationRecord.byteCount)
    try verifyOrderOfTables()
    try verifyOrderOfVocabularies()
  }

  /// Tables are used by activations, which are in the order of their own first use by now.
  private func verifyOrderOfTables() throws(FormatError) {
    var tables = UseOrder()
    for index in 0..<layout.activationCount {
      let record = layout.activations + ActivationRecord.byteCount * index
      if let table = activation(at: index).table {
        try tables.use(table, "index of an activation table at its first use", at: record + 2)
      }
    }
    guard tables.used == layout.tableCount else {
      throw FormatError(
        .g14, "activation tables that activations use",
        at: section(at: layout.tableSection(of: tables.used)).offset,
        section: layout.tableSection(of: tables.used), expected: Int64(layout.tableCount),
        found: Int64(tables.used))
    }
  }

  private func verifyOrderOfVocabularies() throws(FormatError) {
    var vocabularies = UseOrder()
    for index in 0..<layout.networkCount {
      let record = layout.networks + NetworkRecord.byteCount * index
      if let vocabulary = network(at: index, firstLayer: 0).vocabulary {
        try vocabularies.use(vocabulary, "index of a vocabulary at its first use", at: record + 8)
      }
    }
    guard vocabularies.used == layout.vocabularyCount else {
      let section = layout.vocabularySection(of: vocabularies.used)
      throw FormatError(
        .g14, "vocabularies that networks use", at: self.section(at: section).offset,
        section: section, expected: Int64(layout.vocabularyCount), found: Int64(vocabularies.used))
    }
  }
}

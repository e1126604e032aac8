extension ModelView {
  /// Validates a file's bytes and makes a view of them.
  ///
  /// Every rule of `spec/` that is marked *open* is checked; after that no access can fail, whatever
  /// the bytes. `checksum` may be a faster CRC-32 than ``CRC32``.
  ///
  /// Throws a ``FormatError`` that names the rule, the byte, what was expected and what was found.
  /// O(sections + records), plus one pass over the bytes for the checksums. Takes no memory.
  @_lifetime(copy bytes)
  public init(
    validating bytes: RawSpan, checksum: Checksum = { CRC32.checksum($0, continuing: $1) }
  ) throws(FormatError) {
    let container = try Container(validating: bytes, checksum: checksum)
    let layout = try GraphValidator(container).layout()
    self.init(trusting: bytes, layout: layout)
    try validateNames()
    try validateMatrices()
    try validateBiases()
    try validateActivations()
    try validateNetworks()
    for index in 0..<layout.vocabularyCount { try validateVocabulary(at: index) }
    if layout.hasMetadata { try validateMetadata() }
  }
}

/// Rules G1 and C9: the counts of the graph, and the sections that they ask for.
struct GraphValidator: ~Escapable {
  private let container: Container

  @_lifetime(copy container)
  init(_ container: consuming Container) {
    self.container = container
  }

  func layout() throws(FormatError) -> ModelLayout {
    try expectKind(.graph, at: 0)
    try expectKind(.strings, at: 1)
    let bytes = container.bytes
    let graph = container.range(at: 0)
    let at = UInt64(graph.lowerBound)
    guard graph.count >= ModelLayout.graphHeaderByteCount else {
      throw FormatError(
        .g1, "graph section length", at: at, section: 0, .atLeast,
        expected: Int64(ModelLayout.graphHeaderByteCount), found: Int64(graph.count))
    }
    func count(_ field: Int) -> Int { Int(bytes.uint16(at: graph.lowerBound + 2 * field)) }
    let layout = ModelLayout(
      sectionCount: container.sectionCount, networkCount: count(0), layerCount: count(1),
      matrixCount: count(2), biasCount: count(3), activationCount: count(4), tableCount: count(5),
      vocabularyCount: count(6),
      hasMetadata: false, graph: graph.lowerBound,
      strings: container.range(at: 1).lowerBound)
    for field in 0..<3 where count(field) == 0 {
      throw FormatError(
        .g1, "count of networks, layers or matrices", at: at + UInt64(2 * field), section: 0,
        .atLeast, expected: 1, found: 0)
    }
    guard layout.graphEnd == graph.upperBound else {
      throw FormatError(
        .g1, "graph section length", at: at, section: 0,
        expected: Int64(layout.graphEnd - graph.lowerBound), found: Int64(graph.count))
    }
    let reserved = (graph.lowerBound + 14)..<(graph.lowerBound + ModelLayout.graphHeaderByteCount)
    if let offset = bytes.firstNonZero(in: reserved) {
      throw FormatError(
        .g2, "reserved byte", at: UInt64(offset), section: 0, expected: 0,
        found: Int64(bytes.byte(at: offset)))
    }
    return try withSections(layout)
  }

  /// Checks that the sections stand in the order and numbers that the graph states.
  private func withSections(_ layout: ModelLayout) throws(FormatError) -> ModelLayout {
    guard container.sectionCount >= layout.requiredSectionCount else {
      throw FormatError(
        .c9, "section count, for what the graph states", at: 12, .atLeast,
        expected: Int64(layout.requiredSectionCount), found: Int64(container.sectionCount))
    }
    for matrix in 0..<layout.matrixCount {
      try expectKind(.weights, at: layout.weightsSection(of: matrix))
      try expectKind(.rowExponents, at: layout.rowExponentsSection(of: matrix))
    }
    for bias in 0..<layout.biasCount {
      try expectKind(.biases, at: layout.biasSection(of: bias))
    }
    for table in 0..<layout.tableCount {
      try expectKind(.activationTable, at: layout.tableSection(of: table))
    }
    for vocabulary in 0..<layout.vocabularyCount {
      try expectKind(.vocabulary, at: layout.vocabularySection(of: vocabulary))
    }
    var complete = layout
    var next = layout.metadataSection
    if next < container.sectionCount,
      container.rawKind(at: next) == SectionKind.metadata.rawValue
    {
      complete.hasMetadata = true
      next += 1
    }
    while next < container.sectionCount {
      guard SectionKind(rawValue: container.rawKind(at: next)) == nil else {
        throw FormatError(
          .c9, "kind of a section that the graph does not state",
          at: UInt64(ModelLayout.headerByteCount + SectionRecord.byteCount * next), section: next,
          .atLeast, expected: 0x8009, found: Int64(container.rawKind(at: next)))
      }
      next += 1
    }
    return complete
  }

  private func expectKind(_ kind: SectionKind, at index: Int) throws(FormatError) {
    guard container.rawKind(at: index) == kind.rawValue else {
      throw FormatError(
        .c9, "section kind",
        at: UInt64(ModelLayout.headerByteCount + SectionRecord.byteCount * index), section: index,
        expected: Int64(kind.rawValue), found: Int64(container.rawKind(at: index)))
    }
  }
}

import LacunaFormat

/// Brings the records of a damaged graph into their ranges, and the sections to the sizes that the
/// records ask for (`spec/graph.md`).
///
/// What keeps the rules stays as it is, so that mending a valid file gives the same file. What breaks
/// one is moved to a value that its own bits choose, so that a mutation has an effect.
struct GraphMender {
  /// The graph section.
  var graph: [UInt8]
  /// Sections by kind, in the order of the damaged file.
  var pools: [Int: [[UInt8]]] = [:]
  /// Sections that a reader may skip.
  private var skipped: [DraftFile.Section] = []
  var counts: [Int]
  /// What the layers ask of matrices and biases.
  var claims = GraphClaims()

  static let none = 0xFFFF

  init(_ sections: [DraftFile.Section]) {
    graph = sections[0].bytes.cycled(to: max(sections[0].bytes.count, 32))
    for section in sections.dropFirst() {
      if section.rawKind > 0x8008 {
        skipped.append(section)
      } else {
        pools[section.rawKind, default: []].append(section.bytes)
      }
    }
    counts = []
    counts = (0..<7).map { graph.uint16(at: 2 * $0) }
  }

  // Where the arrays of records begin.
  var networks: Int { 32 }
  var layers: Int { networks + NetworkRecord.byteCount * counts[0] }
  var matrices: Int { layers + LayerRecord.byteCount * counts[1] }
  var biases: Int { matrices + MatrixRecord.byteCount * counts[2] }
  var activations: Int { biases + BiasRecord.byteCount * counts[3] }
  private var end: Int { activations + ActivationRecord.byteCount * counts[4] }

  /// The sections, or nil where they would take too much.
  mutating func mended() -> [DraftFile.Section]? {
    mendCounts()
    mendNetworks()
    mendMatrices()
    mendBiases()
    mendActivations()
    let weights = weightsByteCounts()
    guard weights.reduce(0, +) <= DraftFile.mostBytes / 2 else { return nil }
    let strings = mendNames()

    var sections: [DraftFile.Section] = []
    func add(_ kind: SectionKind, _ bytes: [UInt8]) {
      sections.append(DraftFile.Section(rawKind: Int(kind.rawValue), bytes: bytes))
    }
    add(.graph, graph)
    add(.strings, strings)
    for (index, count) in weights.enumerated() {
      add(.weights, pooled(.weights, index).cycled(to: count))
      let rows = graph.uint32(at: matrices + MatrixRecord.byteCount * index + 12)
      add(.rowExponents, pooled(.rowExponents, index).cycled(to: (rows + 15) / 16 * 16))
    }
    for index in 0..<counts[3] {
      let count = graph.uint32(at: biases + BiasRecord.byteCount * index)
      add(.biases, pooled(.biases, index).cycled(to: 2 * count))
    }
    for index in 0..<counts[5] { add(.activationTable, mendedTable(index)) }
    for index in 0..<counts[6] { add(.vocabulary, mendedVocabulary(index)) }
    if let metadata = pools[Int(SectionKind.metadata.rawValue)]?.first { add(.metadata, metadata) }
    return sections + skipped
  }

  /// The section of a kind that has this index, or none.
  func pooled(_ kind: SectionKind, _ index: Int) -> [UInt8] {
    guard let pool = pools[Int(kind.rawValue)], !pool.isEmpty else { return [] }
    return pool[index % pool.count]
  }

  /// Makes the counts ones that the graph has room for, or a little more.
  private mutating func mendCounts() {
    if end > graph.count + 4096 {
      for field in 0..<7 { counts[field] = min(counts[field], 1 + counts[field] % 8) }
    }
    if counts[5] + counts[6] > 512 { (counts[5], counts[6]) = (counts[5] % 8, counts[6] % 8) }
    counts[0] = max(counts[0], 1)
    counts[1] = max(counts[1], counts[0])
    counts[2] = max(counts[2], 1)
    for field in 0..<7 { graph.put(counts[field], at: 2 * field, count: 2) }
    graph = graph.cycled(to: end)
    graph.putZeros(14..<32)
  }

  /// Networks share out the layers, and each has its layers mended.
  private mutating func mendNetworks() {
    var first = 0
    for index in 0..<counts[0] {
      let record = networks + NetworkRecord.byteCount * index
      let most = counts[1] - first - (counts[0] - 1 - index)
      let found = graph.uint16(at: record + 6)
      var count = found >= 1 && found <= most ? found : 1 + found % most
      if index == counts[0] - 1 { count = most }
      graph.put(count, at: record + 6, count: 2)
      graph.put(mendedIndex(at: record + 8, below: counts[6]), at: record + 8, count: 2)
      graph.putZeros((record + 10)..<(record + NetworkRecord.byteCount))
      mendLayers(first..<(first + count))
      let vocabulary = graph.uint16(at: record + 8)
      if vocabulary != Self.none {
        claims.entries[vocabulary] = entryCount(first..<(first + count))
      }
      first += count
    }
  }

  /// An index that may be none, and is where there is nothing to refer to.
  func mendedIndex(at offset: Int, below count: Int) -> Int {
    let found = graph.uint16(at: offset)
    if found == Self.none || count == 0 { return Self.none }
    return found < count ? found : found % count
  }
}

/// What layers ask of what they refer to.
struct GraphClaims {
  struct Shape: Equatable {
    let rows: Int
    let columns: Int
  }

  var shapes: [Int: Shape] = [:]
  /// Values of each bias, and the least exponent.
  var biases: [Int: (count: Int, least: Int)] = [:]
  /// Activations of update gates, which are never negative.
  var updateGates: Set<Int> = []
  /// Entries of each vocabulary.
  var entries: [Int: Int] = [:]
}

import LacunaFormat

/// What the terms, codes or weights of a matrix are, and how they spread over lines and lanes.
///
/// A *line* is what a lane of a machine works on: a column on the output axis, else a row. A *lane*
/// is one of so many that share the lines out: of 16, lane `i` has the lines `i`, `i + 16`, …
public struct MatrixContents: Sendable {
  /// Dense weights with at least one term whose value is not 0.
  public let nonZeroWeights: Int
  /// Terms, codes or int8 weights whose value is not 0: what a machine executes at most.
  public let nonZeroTerms: Int
  /// Fewest and most non-zero terms of a line.
  public let lineTerms: ClosedRange<Int>
  /// Non-zero terms of each of 64 lanes, or of as many as there are lines.
  private let terms64: [Int]
  /// Non-zero terms by their position in the group; empty for `codes` and `int8`.
  public let positions: Histogram
  /// Rows by their exponent.
  public let rowExponents: Histogram
  /// Terms, codes or weights by the value that they stand for, those of value 0 among them.
  public let values: Histogram

  /// Non-zero terms of each lane: 16, or as many as there are lines.
  public var laneTerms: [Int] { laneTerms(of: 16) }

  /// The share of the time that 16 lanes have work when the fullest one sets the pace.
  public var laneBalance: Double { laneBalance(of: 16) }

  /// Non-zero terms of each lane: `count` of them, or as many as there are lines.
  ///
  /// - Precondition: `count` is a power of two, at most 64.
  public func laneTerms(of count: Int) -> [Int] {
    precondition((1...64).contains(count) && count & (count - 1) == 0)
    var lanes = [Int](repeating: 0, count: min(count, terms64.count))
    for (lane, terms) in terms64.enumerated() { lanes[lane & (count - 1)] += terms }
    return lanes
  }

  /// The share of the time that lanes have work when the fullest one sets the pace; 1 when none has.
  public func laneBalance(of count: Int) -> Double {
    let lanes = laneTerms(of: count)
    guard let most = lanes.max(), most > 0 else { return 1 }
    return Double(nonZeroTerms) / Double(most * lanes.count)
  }

  /// Looks at every byte of the matrix. O(bytes).
  init(_ view: MatrixView) {
    let record = view.record
    var counter = TermCounter(record)
    view.forEachTerm { counter.count(row: $0, column: $1, value: $2) }
    counter.finishLine()
    nonZeroWeights = counter.nonZeroWeights
    nonZeroTerms = counter.laneTerms.reduce(0, +)
    terms64 = Array(counter.laneTerms.prefix(counter.lines))
    positions =
      record.encoding == .terms
      ? Histogram(
        counts: counter.positionCounts, least: 0, only: Set(0..<record.groupSize))
      : Histogram(bins: [])
    // A line whose terms all point outside the matrix was never seen, and has none.
    let fewest = counter.linesSeen < counter.lines ? 0 : counter.fewest
    lineTerms = fewest...max(fewest, counter.most)

    var rows = [Int](repeating: 0, count: 256)
    for row in 0..<record.rows { rows[view.rowExponent(of: row) + 128] += 1 }
    rowExponents = Histogram(counts: rows, least: -128)
    var codebook: Set<Int> = []
    for code in 0..<record.codeCount { codebook.insert(Int(record.codebook[code])) }
    values = Histogram(
      counts: counter.valueCounts, least: -128, only: codebook.isEmpty ? nil : codebook)
  }
}

/// Counts terms as they come in the order of the file: line by line, group by group.
private struct TermCounter {
  let lines: Int
  private(set) var nonZeroWeights = 0
  private(set) var laneTerms = [Int](repeating: 0, count: 64)
  private(set) var positionCounts = [Int](repeating: 0, count: 32)
  private(set) var valueCounts = [Int](repeating: 0, count: 256)
  private(set) var linesSeen = 0
  private(set) var fewest = Int.max
  private(set) var most = 0
  private let linesAreColumns: Bool
  private let log2GroupSize: Int
  private var line = -1
  private var lineTerms = 0
  private var group = -1
  /// A bit for each position of the group that has a non-zero term.
  private var positions: UInt32 = 0

  init(_ record: MatrixRecord) {
    linesAreColumns = record.encoding == .terms && record.axis == .output
    lines = linesAreColumns ? record.columns : record.rows
    log2GroupSize = record.log2GroupSize
  }

  mutating func count(row: Int, column: Int, value: Int8) {
    valueCounts[Int(value) + 128] += 1
    let (newLine, along) = linesAreColumns ? (column, row) : (row, column)
    if newLine != line {
      finishLine()
      line = newLine
      lineTerms = 0
      linesSeen += 1
      group = -1
    }
    let newGroup = along >> log2GroupSize
    if newGroup != group {
      group = newGroup
      positions = 0
    }
    guard value != 0 else { return }
    lineTerms += 1
    let place = along & (1 << log2GroupSize - 1)
    positionCounts[place] += 1
    let position: UInt32 = 1 << UInt32(place)
    if positions & position == 0 {
      positions |= position
      nonZeroWeights += 1
    }
  }

  mutating func finishLine() {
    guard line >= 0 else { return }
    laneTerms[line & 63] += lineTerms
    fewest = min(fewest, lineTerms)
    most = max(most, lineTerms)
  }
}

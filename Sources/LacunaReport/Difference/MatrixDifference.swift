import LacunaFormat

/// What changed in one matrix.
public struct MatrixDifference: Sendable {
  public let name: String
  /// As on a command line, with codebook and axis: `terms:2/16 fitted input`.
  public let encodings: (old: String, new: String)
  public let shapes: (old: String, new: String)
  /// Bytes of the weights and the row exponents, padding not included.
  public let byteCounts: (old: Int, new: Int)
  /// Bytes of those that differ, in the length that both have.
  public let changedByteCount: Int
  public let codebookChanged: Bool
  /// Nil where the shapes differ: there is nothing to compare then.
  public let numbers: Numbers?

  /// How far the weights part.
  public struct Numbers: Sendable, Equatable {
    public let weightCount: Int
    /// Weights that are not the same number.
    public private(set) var changed = 0
    /// Weights that were 0 and are not, and the other way round.
    public private(set) var appeared = 0
    public private(set) var vanished = 0
    /// Of those, how many went from one place to another in their group; nil where the files do not
    /// have the same groups.
    public fileprivate(set) var moved: Int?
    public private(set) var greatest = 0.0
    private var squaredDifference = 0.0
    private var squaredOld = 0.0

    init(weightCount: Int, hasGroups: Bool) {
      self.weightCount = weightCount
      moved = hasGroups ? 0 : nil
    }

    mutating func add(_ old: Double, _ new: Double) {
      squaredOld += old * old
      guard old != new else { return }
      changed += 1
      if old == 0 { appeared += 1 }
      if new == 0 { vanished += 1 }
      let difference = new - old
      greatest = max(greatest, difference.magnitude)
      squaredDifference += difference * difference
    }

    /// The root of the mean square of what all weights differ by.
    public var rootMeanSquare: Double { (squaredDifference / Double(weightCount)).squareRoot() }

    /// `‖new - old‖ / ‖old‖`; nil where the old weights are all 0.
    public var relative: Double? {
      squaredOld == 0 ? nil : (squaredDifference / squaredOld).squareRoot()
    }
  }

  /// Whether encoding, numbers and bytes are the same.
  public var isSame: Bool {
    encodings.old == encodings.new && shapes.old == shapes.new && changedByteCount == 0
      && byteCounts.old == byteCounts.new && !codebookChanged
  }

  init(name: String, from old: MatrixView, to new: MatrixView) {
    self.name = name
    encodings = (Self.encoding(of: old.record), Self.encoding(of: new.record))
    shapes = (Self.shape(of: old.record), Self.shape(of: new.record))
    byteCounts = (
      old.weights.byteCount + old.rowExponents.byteCount,
      new.weights.byteCount + new.rowExponents.byteCount
    )
    changedByteCount =
      Self.changedBytes(old.weights, new.weights)
      + Self.changedBytes(old.rowExponents, new.rowExponents)
    codebookChanged = !equal(old.codebook, new.codebook)
    guard old.record.rows == new.record.rows, old.record.columns == new.record.columns else {
      numbers = nil
      return
    }
    var comparison = WeightComparison(old, new)
    for row in 0..<old.record.rows { comparison.add(row: row, old, new) }
    numbers = comparison.finished()
  }

  private static func changedBytes(_ old: RawSpan, _ new: RawSpan) -> Int {
    var count = 0
    for offset in 0..<min(old.byteCount, new.byteCount)
    where old.byte(at: offset) != new.byte(at: offset) { count += 1 }
    return count
  }

  private static func shape(of record: MatrixRecord) -> String {
    "\(record.rows) x \(record.columns)"
  }

  private static func encoding(of record: MatrixRecord) -> String {
    var text = record.encoding.name
    if record.encoding == .terms { text += ":\(record.termsPerGroup)/\(record.groupSize)" }
    if record.codeCount > 0 {
      let isShift = (0..<record.codeCount).allSatisfy { code in
        let magnitude = record.codebook[code].magnitude
        return magnitude & (magnitude &- 1) == 0
      }
      text += isShift ? " shift" : " fitted"
    }
    if record.encoding == .terms { text += " \(record.axis.name)" }
    return text
  }
}

/// Compares weights row by row, and knows which of them moved inside their group.
private struct WeightComparison {
  private var numbers: MatrixDifference.Numbers
  /// Columns of a group along the rows, or rows of one down the columns; nil without common groups.
  private let group: (size: Int, isAlongRows: Bool)?
  private let columns: Int
  private var oldIntegers: [Int32]
  private var newIntegers: [Int32]
  /// What appeared and vanished in each group at hand.
  private var appeared: [Int]
  private var vanished: [Int]

  init(_ old: MatrixView, _ new: MatrixView) {
    let (a, b) = (old.record, new.record)
    columns = a.columns
    let hasGroups =
      a.encoding == .terms && b.encoding == .terms && a.axis == b.axis
      && a.log2GroupSize == b.log2GroupSize
    group = hasGroups ? (a.groupSize, a.axis == .input) : nil
    numbers = MatrixDifference.Numbers(weightCount: a.rows * columns, hasGroups: hasGroups)
    oldIntegers = [Int32](repeating: 0, count: columns)
    newIntegers = oldIntegers
    let groups =
      !hasGroups ? 0 : a.axis == .input ? (columns + a.groupSize - 1) / a.groupSize : columns
    appeared = [Int](repeating: 0, count: groups)
    vanished = appeared
  }

  mutating func add(row: Int, _ old: MatrixView, _ new: MatrixView) {
    if let group, group.isAlongRows || row % group.size == 0 { settle() }
    var oldSpan = oldIntegers.mutableSpan
    old.readRow(row, into: &oldSpan)
    var newSpan = newIntegers.mutableSpan
    new.readRow(row, into: &newSpan)
    let oldStep = Double(powerOfTwo(old.rowExponent(of: row)))
    let newStep = Double(powerOfTwo(new.rowExponent(of: row)))
    for column in 0..<columns {
      let (a, b) = (oldIntegers[column], newIntegers[column])
      numbers.add(Double(a) * oldStep, Double(b) * newStep)
      guard let group, (a == 0) != (b == 0) else { continue }
      let place = group.isAlongRows ? column / group.size : column
      if a == 0 { appeared[place] += 1 } else { vanished[place] += 1 }
    }
  }

  /// Counts what moved in the groups that are done.
  private mutating func settle() {
    for place in appeared.indices {
      numbers.moved? += min(appeared[place], vanished[place])
      appeared[place] = 0
      vanished[place] = 0
    }
  }

  mutating func finished() -> MatrixDifference.Numbers {
    settle()
    return numbers
  }
}

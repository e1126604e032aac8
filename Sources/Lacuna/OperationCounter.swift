public import LacunaEngine
internal import LacunaFormat

/// Counts matrix operations while a model runs (`spec/arithmetic.md`, Counting operations).
///
/// For each product it adds up, over the activations that are not zero, the terms that are not zero
/// and meet them. How many terms a column has is looked up once and kept.
public struct OperationCounter: ProductObserver, Sendable {
  /// Multiply-adds of dense products, and terms that met an activation, neither of them zero.
  public struct Counts: Sendable, Equatable {
    public var dense = 0
    public var executed = 0

    /// How many times fewer were executed; nil before anything was.
    public var reduction: Double? { executed > 0 ? Double(dense) / Double(executed) : nil }

    mutating func add(_ other: Counts) {
      dense += other.dense
      executed += other.executed
    }
  }

  /// Of recurrent layers' matrices.
  public private(set) var recurrent = Counts()
  /// Of all matrices.
  public private(set) var all = Counts()
  /// Hidden activations that met a recurrent matrix, and how many of them were not zero.
  public private(set) var hiddenActivations = (nonzero: 0, total: 0)

  private let model: Model
  private let isRecurrent: [Bool]
  private let takesHidden: [Bool]
  private var columnTerms: [Key: [Int]] = [:]

  private struct Key: Hashable {
    let matrix: Int
    let rows: Range<Int>
  }

  public init(_ model: Model) {
    self.model = model
    let view = model.view
    var isRecurrent = [Bool](repeating: false, count: view.layout.matrixCount)
    var takesHidden = isRecurrent
    for index in 0..<view.layout.layerCount {
      let layer = view.layer(at: index)
      guard let matrix = layer.recurrentMatrix else { continue }
      isRecurrent[layer.matrix] = true
      isRecurrent[matrix] = true
      takesHidden[matrix] = true
      if let projection = layer.projection { isRecurrent[projection] = true }
    }
    self.isRecurrent = isRecurrent
    self.takesHidden = takesHidden
  }

  /// Adds what another counter of the same model counted.
  public mutating func add(_ other: OperationCounter) {
    recurrent.add(other.recurrent)
    all.add(other.all)
    hiddenActivations.nonzero += other.hiddenActivations.nonzero
    hiddenActivations.total += other.hiddenActivations.total
  }

  public mutating func willMultiply(matrix: Int, rows: Range<Int>, by x: Span<Int8>) {
    let key = Key(matrix: matrix, rows: rows)
    if columnTerms[key] == nil { columnTerms[key] = termsByColumn(key) }
    guard let terms = columnTerms[key] else { return }
    var (executed, nonzero) = (0, 0)
    for column in 0..<x.count where x[column] != 0 {
      executed += terms[column]
      nonzero += 1
    }
    let dense = rows.count * x.count
    all.dense += dense
    all.executed += executed
    if isRecurrent[matrix] {
      recurrent.dense += dense
      recurrent.executed += executed
    }
    if takesHidden[matrix] {
      hiddenActivations.nonzero += nonzero
      hiddenActivations.total += x.count
    }
  }

  private func termsByColumn(_ key: Key) -> [Int] {
    let matrix = model.view.matrixView(at: key.matrix)
    var counts = [Int](repeating: 0, count: matrix.record.columns)
    matrix.forEachTerm { row, column, value in
      if value != 0, key.rows.contains(row) { counts[column] += 1 }
    }
    return counts
  }
}

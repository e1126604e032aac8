/// What rows of a matrix meet in a run, added up.
struct MatrixInputs: Sendable {
  let rows: Range<Int>
  private(set) var count = 0
  private(set) var moment: SecondMoment
  /// `[columns]`
  private(set) var sum: [Double]
  /// Vectors that are not in the moment yet, at most four, `[4, stride]`.
  private var pending: [Float]
  private var pendingCount = 0

  init(rows: Range<Int>, columns: Int) {
    self.rows = rows
    moment = SecondMoment(size: columns)
    sum = [Double](repeating: 0, count: columns)
    pending = [Float](repeating: 0, count: 4 * moment.stride)
  }

  mutating func add(_ vector: [Float]) {
    let start = pendingCount * moment.stride
    for (column, value) in vector.enumerated() {
      pending[start + column] = value
      sum[column] += Double(value)
    }
    count += 1
    pendingCount += 1
    if pendingCount == 4 { flush() }
  }

  private mutating func flush() {
    guard pendingCount > 0 else { return }
    for place in pendingCount * moment.stride..<pending.count { pending[place] = 0 }
    let vectors = pending
    moment.addFour(vectors.span)
    pendingCount = 0
  }

  /// Ends a run: everything is in the moment, both sides of the diagonal.
  mutating func finish() {
    flush()
    moment.mirror()
  }

  /// Adds what the same rows met in another run; both are finished.
  mutating func add(_ other: MatrixInputs) {
    moment.add(other.moment)
    for column in sum.indices { sum[column] += other.sum[column] }
    count += other.count
  }

  /// The mean vector, `[columns]`.
  var mean: [Float] { sum.map { Float($0 / Double(max(count, 1))) } }
}

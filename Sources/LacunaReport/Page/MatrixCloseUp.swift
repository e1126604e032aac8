/// The corner of a matrix, weight by weight, so that groups and signs can be seen.
struct MatrixCloseUp: Sendable {
  let rows: Int
  let columns: Int
  /// `[rows · columns]`
  private(set) var weights: [Float] = []

  init(rows: Int, columns: Int) {
    self.rows = min(rows, 24)
    self.columns = min(columns, 96)
  }

  mutating func add(row: Int, weights: [Float]) {
    if row < rows { self.weights += weights.prefix(columns) }
  }

  var greatest: Float { weights.map(\.magnitude).max() ?? 0 }

  /// A character for each weight: `.` is 0, `a` to `z` the magnitudes above it, `A` to `Z` those of
  /// negative weights. Magnitudes go by their square root, since most are small.
  var levels: String {
    let greatest = greatest
    return String(
      decoding: weights.map { weight in
        guard weight != 0, greatest.isFinite else { return UInt8(ascii: ".") }
        let level = UInt8((weight.magnitude / greatest).squareRoot() * 25)
        return UInt8(ascii: weight > 0 ? "a" : "A") + level
      }, as: UTF8.self)
  }
}

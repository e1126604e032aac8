import LacunaFormat

/// A matrix seen from afar: its weights gathered in cells, one picture for each gate.
///
/// A *cell* is a rectangle of neighbouring weights. Where a matrix has no more weights than there is
/// room for, a cell is one weight.
struct MatrixMap: Sendable {
  /// What a cell says of its weights.
  struct Channel: Sendable {
    /// `[blocks · cellRows · cellColumns]`, at least 0.
    var values: [Float]

    var greatest: Float { values.max() ?? 0 }
  }

  /// Rows of one block: a gate's, or all.
  let blockRows: Int
  let blockCount: Int
  let columns: Int
  /// Weights of a cell; those at the end of a block have up to half fewer or half more.
  let cellHeight: Int
  let cellWidth: Int
  /// Cells of one block.
  let cellRows: Int
  let cellColumns: Int
  /// The share of a cell's weights that are not 0.
  private(set) var occupancy: Channel
  /// The root of the mean square of a cell's weights.
  private(set) var size: Channel
  /// The same of what weights differ by from the dense model's; nil without one.
  private(set) var error: Channel?

  /// - Parameters:
  ///   - blockCount: gates, one above the other; it divides the rows.
  ///   - cellLimit: how many cells there may be, at least one for each block.
  init(rows: Int, columns: Int, blockCount: Int, cellLimit: Int, hasReference: Bool) {
    self.blockCount = blockCount
    self.columns = columns
    blockRows = rows / blockCount
    let limit = max(1, cellLimit / blockCount)
    // Cells as square as that allows, in pictures that are not too narrow to look at.
    let aspect = min(max(Double(columns) / Double(blockRows), 0.5), 2.5)
    let width = max(1, min(columns, Int((Double(limit) * aspect).squareRoot())))
    // Whole weights, so that cells count alike.
    cellWidth = (columns + width - 1) / width
    cellColumns = max(1, (columns + cellWidth / 2) / cellWidth)
    let height = max(1, min(blockRows, limit / cellColumns))
    cellHeight = (blockRows + height - 1) / height
    cellRows = max(1, (blockRows + cellHeight / 2) / cellHeight)
    let empty = Channel(
      values: [Float](repeating: 0, count: blockCount * cellRows * cellColumns))
    occupancy = empty
    size = empty
    error = hasReference ? empty : nil
  }

  /// Index of the cell that holds the weight.
  private func cell(row: Int, column: Int) -> Int {
    let block = row / blockRows
    let cellRow = min((row - block * blockRows) / cellHeight, cellRows - 1)
    return (block * cellRows + cellRow) * cellColumns + min(column / cellWidth, cellColumns - 1)
  }

  /// Adds a row's weights, and what they differ by.
  mutating func add(row: Int, weights: [Float], errors: [Float]?) {
    let first = cell(row: row, column: 0)
    for column in 0..<columns {
      let index = first + min(column / cellWidth, cellColumns - 1)
      let weight = weights[column]
      if weight != 0 { occupancy.values[index] += 1 }
      size.values[index] += weight * weight
      if let errors { error?.values[index] += errors[column] * errors[column] }
    }
  }

  /// Turns sums into means, once all rows have been added.
  mutating func finish() {
    for row in 0..<(blockCount * cellRows) {
      let height = Self.extent(row % cellRows, of: cellRows, cellHeight, in: blockRows)
      for column in 0..<cellColumns {
        let width = Self.extent(column, of: cellColumns, cellWidth, in: columns)
        let count = Float(height * width)
        let index = row * cellColumns + column
        occupancy.values[index] /= count
        size.values[index] = (size.values[index] / count).squareRoot()
        if let sum = error?.values[index] { error?.values[index] = (sum / count).squareRoot() }
      }
    }
  }

  /// How many of `total` weights the cell at `index` has.
  private static func extent(_ index: Int, of cells: Int, _ size: Int, in total: Int) -> Int {
    index == cells - 1 ? total - index * size : size
  }
}

extension MatrixMap.Channel {
  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// A character for each cell, of 64: `A` is 0 and `_` is ``greatest``. What is not 0 is never `A`.
  var levels: String {
    let greatest = greatest
    guard greatest > 0, greatest.isFinite else {
      return String(repeating: "A", count: values.count)
    }
    return String(
      decoding: values.map { value in
        let level = Int((value / greatest * 63).rounded())
        return Self.digits[value > 0 ? max(1, level) : 0]
      }, as: UTF8.self)
  }
}

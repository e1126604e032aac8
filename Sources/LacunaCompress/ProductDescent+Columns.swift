extension ProductDescent {
  /// Moves terms from row to row within the groups of columns, and codes with them, where that
  /// errs less. Rows have no products in common, so what a move changes in two rows adds up.
  ///
  /// - Parameters:
  ///   - rows: those of a block that have weights.
  ///   - scales: what a squared error counts in each row.
  ///   - limits: terms that each column's group may have at positions that are not fixed.
  func refineColumns(_ rows: inout [CodeRow], scales: [Float], limits: [Int]) {
    for _ in 0..<Self.sweepCount {
      var isChanged = false
      for (column, limit) in limits.enumerated() {
        for _ in 0..<limit {
          guard moveTerm(column, limit: limit, &rows, scales) else { break }
          isChanged = true
        }
      }
      for row in rows.indices {
        for column in limits.indices where rows[row].codes[column] != 0 {
          if improve(column, &rows[row]) { isChanged = true }
        }
      }
      guard isChanged else { break }
    }
  }

  /// Adds a term to the group of a column if it has room, or moves one, whichever removes most.
  private func moveTerm(
    _ column: Int, limit: Int, _ rows: inout [CodeRow], _ scales: [Float]
  ) -> Bool {
    let diagonal = moment(column, column)
    var kept = 0
    var cheapest = (change: Float.infinity, row: 0)
    var best = (change: Float(0), row: 0, index: 0)
    for row in rows.indices where rows[row].fixed[column] == 0 {
      let slope = rows[row].slope[column]
      if rows[row].codes[column] != 0 {
        kept += 1
        let value = rows[row].values[column]
        let change = scales[row] * value * (value * diagonal - 2 * slope)
        if change < cheapest.change { cheapest = (change, row) }
      } else {
        let index = NearestCode.index(-slope / diagonal)
        let value = nearest.values[index]
        let change = scales[row] * value * (2 * slope + value * diagonal)
        if change < best.change { best = (change, row, index) }
      }
    }
    let hasRoom = kept < limit
    let total = best.change + (hasRoom ? 0 : cheapest.change)
    // Rounding must not make terms wander.
    guard total < -1e-4 * diagonal * scales[best.row] else { return false }
    if !hasRoom { set(column, to: NearestCode.index(0), &rows[cheapest.row]) }
    set(column, to: best.index, &rows[best.row])
    return true
  }
}

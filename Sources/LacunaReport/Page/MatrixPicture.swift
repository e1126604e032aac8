import LacunaFormat

/// What the page shows of a matrix's weights, gathered in one pass over them.
struct MatrixPicture: Sendable {
  private(set) var map: MatrixMap
  private(set) var closeUp: MatrixCloseUp
  /// Nil without a dense model.
  private(set) var error: WeightError?

  /// O(weights).
  ///
  /// - Parameters:
  ///   - blockCount: gates, one above the other.
  ///   - reference: reads a row of the dense model's matrix, `[columns]`.
  init(
    _ view: MatrixView, blockCount: Int, cellLimit: Int, reference: ModelPage.RowReader?
  ) {
    let record = view.record
    map = MatrixMap(
      rows: record.rows, columns: record.columns, blockCount: blockCount, cellLimit: cellLimit,
      hasReference: reference != nil)
    closeUp = MatrixCloseUp(rows: record.rows, columns: record.columns)
    error = reference.map { _ in WeightError() }
    var integers = [Int32](repeating: 0, count: record.columns)
    var weights = [Float](repeating: 0, count: record.columns)
    var dense = weights
    for row in 0..<record.rows {
      var span = integers.mutableSpan
      view.readRow(row, into: &span)
      let step = powerOfTwo(view.rowExponent(of: row))
      for column in 0..<record.columns { weights[column] = Float(integers[column]) * step }
      var errors: [Float]?
      if let reference {
        var destination = dense.mutableSpan
        reference(row, &destination)
        let found = zip(weights, dense).map { $0 - $1 }
        error?.add(errors: found, reference: dense)
        errors = found
      }
      map.add(row: row, weights: weights, errors: errors)
      closeUp.add(row: row, weights: weights)
    }
    map.finish()
  }
}

/// 2 to the power of an int8.
func powerOfTwo(_ exponent: Int) -> Float {
  Float(sign: .plus, exponent: exponent, significand: 1)
}

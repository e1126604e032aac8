/// Multiply-adds of the dense model, and the stored numbers that met work to do.
package struct OracleOperations: Equatable {
  package var dense = 0
  package var executed = 0

  package init(dense: Int = 0, executed: Int = 0) {
    self.dense = dense
    self.executed = executed
  }
}

extension OracleMatrix {
  /// `S[r] = Σ v[r, c] · x[c]` for the rows in `range`, and what spec/arithmetic.md, "Counting
  /// operations", counts for them.
  package func product(
    _ x: OracleVector, rows range: Range<Int>, counting operations: inout OracleOperations
  ) -> [Int] {
    operations.dense += range.count * columns
    for entry in entries where range.contains(entry.row) && x.values[entry.column] != 0 {
      operations.executed += 1
    }
    return range.map { r in
      var sum = 0
      for c in 0..<columns { sum += values[r][c] * x.values[c] }
      return sum
    }
  }

  /// The product taken to `fraction` bits after the point.
  package func fixedProduct(
    _ x: OracleVector, rows range: Range<Int>, fraction: Int,
    counting operations: inout OracleOperations
  ) -> [Int] {
    let sums = product(x, rows: range, counting: &operations)
    return zip(range, sums).map { r, sum in
      OracleArithmetic.fix(sum, -(rowExponents[r] + x.exponent + fraction))
    }
  }
}

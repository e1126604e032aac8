import LacunaDense

/// A codebook and row exponents that may hold a matrix exactly.
struct ExactParameters {
  /// Nil for `int8`.
  let codebook: Codebook?
  /// `[rows]`
  let exponents: [Int]
}

extension ExactParameters {
  /// What may hold a matrix exactly, the likeliest first: with these, if with any, every weight
  /// is a sum of few enough codes. Whether its group has terms enough, encoding it tells.
  ///
  /// Empty where some weight cannot be held whatever the others are.
  static func candidates(
    for matrix: DenseMatrix, encoding: MatrixEncoding, profile: CodebookProfile,
    given: Codebook? = nil
  ) throws(CompressionError) -> [ExactParameters] {
    guard let rows = try exactRows(of: matrix) else { return [] }
    if encoding == .int8 {
      let isHeld = rows.allSatisfy {
        rowExponentRange.contains($0.exponent) && $0.numbers.allSatisfy { abs($0) <= 127 }
      }
      return isHeld ? [ExactParameters(codebook: nil, exponents: rows.map(\.exponent))] : []
    }
    var codebooks = Codebook.shiftCandidates(codeCount: encoding.codeCount)
    if let given {
      codebooks = [given]
    } else if profile == .fitted,
      let implied = ImpliedCodebook.find(rows, codeCount: encoding.codeCount)
    {
      // Powers of two have codes of their own order.
      codebooks.insert(implied, at: implied.isShift ? codebooks.count : 0)
    }
    let termLimit =
      switch encoding {
      case .terms(let k, _): k
      case .codes, .int8: 1
      }
    return codebooks.compactMap { codebook in
      let table = SumTable(codebook)
      var exponents: [Int] = []
      for row in rows {
        guard let exponent = row.exponent(for: table, limit: termLimit) else { return nil }
        exponents.append(exponent)
      }
      return ExactParameters(codebook: codebook, exponents: exponents)
    }
  }

  /// The rows as whole numbers, or nil where some are past any sum of codes.
  private static func exactRows(
    of matrix: DenseMatrix
  ) throws(CompressionError) -> [ExactRow]? {
    var rows: [ExactRow] = []
    var block = RowBlock(of: matrix, rowCount: 16)
    for index in 0..<(matrix.rows + 15) / 16 {
      try block.load(index)
      for row in 0..<block.rows.count {
        let start = row * block.stride
        guard let exact = ExactRow(block.values[start..<start + matrix.columns]) else {
          return nil
        }
        rows.append(exact)
      }
    }
    return rows
  }
}

extension MatrixView {
  /// Writes the integers `v[row, ·]` of one row to the first `columns` of `values`.
  ///
  /// A weight is `v · 2^rowExponent`. `row` must be below the rows, and `values` hold at least
  /// `columns`. O(columns · terms in a group).
  @_lifetime(values: copy values)
  public func readRow(_ row: Int, into values: inout MutableSpan<Int32>) {
    let columns = record.columns
    switch record.encoding {
    case .int8:
      for column in 0..<columns {
        values[column] = Int32(weights.int8(at: int8Offset(row: row, column: column)))
      }
    case .codes:
      for column in 0..<columns {
        values[column] = Int32(codebook.int8(at: code(row: row, column: column)))
      }
    case .terms:
      for column in 0..<columns { values[column] = 0 }
      record.axis == .input
        ? addInputAxisTerms(of: row, to: &values) : addOutputAxisTerms(of: row, to: &values)
    }
  }

  @_lifetime(values: copy values)
  private func addInputAxisTerms(of row: Int, to values: inout MutableSpan<Int32>) {
    let terms = record.termsPerLine
    for term in 0..<terms {
      let byte = Int(weights.byte(at: inputAxisOffset(row: row, term: term, termsPerRow: terms)))
      let group = (term / record.termsPerGroup) << record.log2GroupSize
      let column = group + byte & (record.groupSize - 1)
      if column < record.columns {
        values[column] &+= Int32(codebook.int8(at: byte >> record.log2GroupSize))
      }
    }
  }

  @_lifetime(values: copy values)
  private func addOutputAxisTerms(of row: Int, to values: inout MutableSpan<Int32>) {
    let first = (row >> record.log2GroupSize) * record.termsPerGroup
    let position = row & (record.groupSize - 1)
    for column in 0..<record.columns {
      for slot in 0..<record.termsPerGroup {
        let byte = Int(weights.byte(at: column * record.termsPerLine + first + slot))
        if byte & (record.groupSize - 1) == position {
          values[column] &+= Int32(codebook.int8(at: byte >> record.log2GroupSize))
        }
      }
    }
  }

  /// The exponent of a row, which must be below the rows.
  public func rowExponent(of row: Int) -> Int { Int(rowExponents.int8(at: row)) }
}

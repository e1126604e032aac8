// Rules E4 to E6: the dense encodings' weights and padding, and the row exponents' padding.

extension ModelView {
  /// Rules E4 and E5 of an int8 matrix: tile by tile, unit by unit, in the order of the file.
  func verifyInt8(of index: Int) throws(FormatError) {
    let matrix = matrix(at: index)
    let weights = weights(of: index)
    let section = layout.weightsSection(of: index)
    let start = self.section(at: section).offset
    var offset = 0
    for tile in 0..<matrix.tileCount {
      for firstColumn in stride(from: 0, to: matrix.columns, by: 4) {
        for row in (16 * tile)..<(16 * tile + 16) {
          for column in firstColumn..<(firstColumn + 4) {
            let value = weights.int8(at: offset)
            if row >= matrix.rows || column >= matrix.columns {
              guard value == 0 else {
                throw FormatError(
                  .e5, "weight past the last row or column", at: start + UInt64(offset),
                  section: section, expected: 0, found: Int64(value))
              }
            } else if value == -128 {
              throw FormatError(
                .e4, "int8 weight", at: start + UInt64(offset), section: section, .atLeast,
                expected: -127, found: -128)
            }
            offset += 1
          }
        }
      }
    }
  }

  /// Rule E5 of a codes matrix: a byte has two columns, four apart.
  func verifyCodes(of index: Int) throws(FormatError) {
    let matrix = matrix(at: index)
    let weights = weights(of: index)
    let section = layout.weightsSection(of: index)
    let start = self.section(at: section).offset
    var offset = 0
    for tile in 0..<matrix.tileCount {
      for firstColumn in stride(from: 0, to: matrix.columns, by: 8) {
        for row in (16 * tile)..<(16 * tile + 16) {
          for column in firstColumn..<(firstColumn + 4) {
            let byte = weights.byte(at: offset)
            let low = row < matrix.rows && column < matrix.columns ? 0 : byte & 0x0F
            let high = row < matrix.rows && column + 4 < matrix.columns ? 0 : byte >> 4
            guard low == 0, high == 0 else {
              throw FormatError(
                .e5, "code past the last row or column", at: start + UInt64(offset),
                section: section, expected: 0, found: Int64(low == 0 ? high : low))
            }
            offset += 1
          }
        }
      }
    }
  }

  /// Rule E6.
  func verifyRowExponents(of index: Int) throws(FormatError) {
    let exponents = rowExponents(of: index)
    let section = layout.rowExponentsSection(of: index)
    if let offset = exponents.firstNonZero(in: matrix(at: index).rows..<exponents.byteCount) {
      throw FormatError(
        .e6, "row exponent past the last row",
        at: self.section(at: section).offset + UInt64(offset),
        section: section, expected: 0, found: Int64(exponents.int8(at: offset)))
    }
  }
}

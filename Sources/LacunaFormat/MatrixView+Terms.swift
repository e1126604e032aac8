extension MatrixView {
  /// Calls `body` with the row, the column and the codebook value of every term, code or weight that
  /// lies inside the matrix, in the order of the file. Values that are zero are passed too.
  ///
  /// Terms at one position come one by one; their values add. O(bytes of the weights).
  public func forEachTerm(_ body: (_ row: Int, _ column: Int, _ value: Int8) -> Void) {
    switch record.encoding {
    case .terms:
      record.axis == .input ? forEachInputAxisTerm(body) : forEachOutputAxisTerm(body)
    case .codes: forEachCode(body)
    case .int8: forEachInt8(body)
    }
  }

  private func forEachInputAxisTerm(_ body: (Int, Int, Int8) -> Void) {
    let terms = record.termsPerLine
    let mask = record.groupSize - 1
    for row in 0..<record.rows {
      var slot = 0
      var group = 0
      for term in 0..<terms {
        let byte = weights.byte(at: inputAxisOffset(row: row, term: term, termsPerRow: terms))
        let column = group + Int(byte) & mask
        if column < record.columns {
          body(row, column, codebook.int8(at: Int(byte) >> record.log2GroupSize))
        }
        slot += 1
        if slot == record.termsPerGroup {
          slot = 0
          group += record.groupSize
        }
      }
    }
  }

  private func forEachOutputAxisTerm(_ body: (Int, Int, Int8) -> Void) {
    let mask = record.groupSize - 1
    var offset = 0
    for column in 0..<record.columns {
      for group in 0..<record.groupCount {
        for _ in 0..<record.termsPerGroup {
          let byte = Int(weights.byte(at: offset))
          offset += 1
          let row = group << record.log2GroupSize + byte & mask
          if row < record.rows {
            body(row, column, codebook.int8(at: byte >> record.log2GroupSize))
          }
        }
      }
    }
  }

  private func forEachCode(_ body: (Int, Int, Int8) -> Void) {
    for row in 0..<record.rows {
      for column in 0..<record.columns {
        body(row, column, codebook.int8(at: code(row: row, column: column)))
      }
    }
  }

  private func forEachInt8(_ body: (Int, Int, Int8) -> Void) {
    for row in 0..<record.rows {
      for column in 0..<record.columns {
        body(row, column, weights.int8(at: int8Offset(row: row, column: column)))
      }
    }
  }

  /// Where term `term` of `row` is (`spec/encodings.md`, Axis input).
  func inputAxisOffset(row: Int, term: Int, termsPerRow: Int) -> Int {
    let unit = term / 4
    let laneBytes = min(4, termsPerRow - 4 * unit)
    return 16 * termsPerRow * (row / 16) + 64 * unit + laneBytes * (row % 16) + term % 4
  }

  /// The 4-bit code at `row`, `column` (`spec/encodings.md`, codes).
  func code(row: Int, column: Int) -> Int {
    let unitsPerTile = (record.columns + 7) / 8
    let offset = 64 * unitsPerTile * (row / 16) + 64 * (column / 8) + 4 * (row % 16) + column % 4
    let byte = Int(weights.byte(at: offset))
    return column % 8 < 4 ? byte & 15 : byte >> 4
  }

  /// Where the weight at `row`, `column` is (`spec/encodings.md`, int8).
  func int8Offset(row: Int, column: Int) -> Int {
    let unitsPerTile = (record.columns + 3) / 4
    return 64 * unitsPerTile * (row / 16) + 64 * (column / 4) + 4 * (row % 16) + column % 4
  }
}

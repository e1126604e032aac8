/// A number to store at a place of a matrix: a code, or the weight itself for int8.
package struct PlacedCode {
  package var row: Int
  package var column: Int
  package var code: Int

  package init(row: Int, column: Int, code: Int) {
    self.row = row
    self.column = column
    self.code = code
  }
}

extension MatrixDescription {
  /// A matrix in canonical form that stores `codes` and nothing else.
  ///
  /// For terms, no group may have more than `k` of them. Row exponents are those given, one for
  /// each row, filled up with zeros.
  package init(
    name: String, rows: Int, columns: Int, encoding: MatrixEncoding, codebook: [Int],
    codes: [PlacedCode], rowExponents: [Int]
  ) {
    self.name = name
    self.rows = rows
    self.columns = columns
    self.encoding = encoding
    self.codebook = codebook
    let padding = roundedUp(rows, to: 16) - rowExponents.count
    self.rowExponents = rowExponents + [Int](repeating: 0, count: padding)
    weights = [UInt8](
      repeating: 0, count: encoding.weightBytes(rows: rows, columns: columns))

    switch encoding {
    case .int8:
      for place in codes {
        let (r, c) = (place.row, place.column)
        let byte = 64 * ((columns + 3) / 4) * (r / 16) + 64 * (c / 4) + 4 * (r % 16) + c % 4
        weights[byte] = UInt8(truncatingIfNeeded: place.code)
      }
    case .codes:
      for place in codes {
        let (r, c) = (place.row, place.column)
        let byte = 64 * ((columns + 7) / 8) * (r / 16) + 64 * (c / 8) + 4 * (r % 16) + c % 4
        weights[byte] |= UInt8(place.code) << (c % 8 >= 4 ? 4 : 0)
      }
    case .terms(let axis, let groupLog2, let k):
      storeTerms(codes, axis: axis, groupLog2: groupLog2, k: k)
    }
  }

  /// Sorts the terms into their groups, and the terms of a group by position and code.
  private mutating func storeTerms(
    _ codes: [PlacedCode], axis: MatrixEncoding.Axis, groupLog2: Int, k: Int
  ) {
    let group = 1 << groupLog2
    var terms: [Int: [(position: Int, code: Int)]] = [:]
    let lineLength = axis == .input ? columns : rows
    let groups = (lineLength + group - 1) / group
    for place in codes {
      let (line, along) =
        axis == .input ? (place.row, place.column) : (place.column, place.row)
      terms[line * groups + along / group, default: []].append((along % group, place.code))
    }
    for (key, unsorted) in terms {
      let sorted = unsorted.sorted { ($0.position, $0.code) < ($1.position, $1.code) }
      let (line, j) = (key / groups, key % groups)
      for (s, term) in sorted.enumerated() {
        let byte = UInt8(term.code << groupLog2 | term.position)
        let t = k * j + s
        switch axis {
        case .output:
          weights[k * groups * line + t] = byte
        case .input:
          let rowTerms = k * groups
          let n = min(4, rowTerms - 4 * (t / 4))
          weights[16 * rowTerms * (line / 16) + 64 * (t / 4) + n * (line % 16) + t % 4] = byte
        }
      }
    }
  }
}

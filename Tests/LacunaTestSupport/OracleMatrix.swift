/// A matrix as plain integers: `w[r, c] = values[r][c] · 2^rowExponents[r]` (spec/encodings.md).
package struct OracleMatrix {
  /// One stored number that is not 0: a term, a code or an int8 weight.
  package struct Entry {
    package var row: Int
    package var column: Int
    package var value: Int
  }

  package let rows: Int
  package let columns: Int
  /// Every stored number inside the matrix whose value is not 0; several may share a place.
  package let entries: [Entry]
  /// `v[r][c]`.
  package let values: [[Int]]
  package let rowExponents: [Int]

  package init(
    rows: Int, columns: Int, encoding: MatrixEncoding, codebook: [Int],
    weights: [UInt8], rowExponents: [Int]
  ) {
    var stored: [Entry]
    switch encoding {
    case .int8:
      stored = Self.int8(rows: rows, columns: columns, weights: weights)
    case .codes:
      stored = Self.codes(rows: rows, columns: columns, codebook: codebook, weights: weights)
    case .terms(.input, let groupLog2, let k):
      let groups = roundedUp(columns, to: 1 << groupLog2) >> groupLog2
      stored = Self.inputTerms(rows: rows, groups: groups, k: k) { index, byte in
        let (position, value) = Self.term(weights[byte], groupLog2, codebook)
        return (index << groupLog2 + position, value)
      }
    case .terms(.output, let groupLog2, let k):
      let groups = roundedUp(rows, to: 1 << groupLog2) >> groupLog2
      stored = Self.outputTerms(columns: columns, groups: groups, k: k) { index, byte in
        let (position, value) = Self.term(weights[byte], groupLog2, codebook)
        return (index << groupLog2 + position, value)
      }
    }
    stored.removeAll { $0.value == 0 || $0.row >= rows || $0.column >= columns }

    var values = [[Int]](repeating: [Int](repeating: 0, count: columns), count: rows)
    for entry in stored { values[entry.row][entry.column] += entry.value }
    self.rows = rows
    self.columns = columns
    self.entries = stored
    self.values = values
    self.rowExponents = Array(rowExponents.prefix(rows))
  }

  /// "Byte of `(r, c)`: `64·⌈C/4⌉·⌊r/16⌋ + 64·⌊c/4⌋ + 4·(r mod 16) + c mod 4`."
  private static func int8(rows: Int, columns: Int, weights: [UInt8]) -> [Entry] {
    var stored: [Entry] = []
    for r in 0..<rows {
      for c in 0..<columns {
        let units = roundedUp(columns, to: 4) / 4
        let byte = 64 * units * (r / 16) + 64 * (c / 4) + 4 * (r % 16) + c % 4
        stored.append(Entry(row: r, column: c, value: Int(Int8(bitPattern: weights[byte]))))
      }
    }
    return stored
  }

  /// "Byte of `(r, c)`: `64·⌈C/8⌉·⌊r/16⌋ + 64·⌊c/8⌋ + 4·(r mod 16) + c mod 4`, high half when
  /// `c mod 8 ≥ 4`."
  private static func codes(
    rows: Int, columns: Int, codebook: [Int], weights: [UInt8]
  ) -> [Entry] {
    var stored: [Entry] = []
    for r in 0..<rows {
      for c in 0..<columns {
        let units = roundedUp(columns, to: 8) / 8
        let byte = weights[64 * units * (r / 16) + 64 * (c / 8) + 4 * (r % 16) + c % 4]
        let code = c % 8 >= 4 ? byte >> 4 : byte & 15
        stored.append(Entry(row: r, column: c, value: codebook[Int(code)]))
      }
    }
    return stored
  }

  /// A term byte: the position in its low `groupLog2` bits, the code in the others.
  private static func term(
    _ byte: UInt8, _ groupLog2: Int, _ codebook: [Int]
  ) -> (position: Int, value: Int) {
    (Int(byte) & ((1 << groupLog2) - 1), codebook[Int(byte) >> groupLog2])
  }

  /// "With `n = min(4, rowTerms - 4·⌊t/4⌋)`, the byte of term `t` of row `r` is
  /// `16·T·⌊r/16⌋ + 64·⌊t/4⌋ + n·(r mod 16) + t mod 4`."
  private static func inputTerms(
    rows: Int, groups: Int, k: Int, read: (_ group: Int, _ byte: Int) -> (Int, Int)
  ) -> [Entry] {
    var stored: [Entry] = []
    let rowTerms = k * groups  // T
    for r in 0..<rows {
      for t in 0..<rowTerms {
        let n = min(4, rowTerms - 4 * (t / 4))
        let byte = 16 * rowTerms * (r / 16) + 64 * (t / 4) + n * (r % 16) + t % 4
        let (column, value) = read(t / k, byte)
        stored.append(Entry(row: r, column: column, value: value))
      }
    }
    return stored
  }

  /// "The byte of term `s` of group `j` of column `c` is `k·⌈R/g⌉·c + k·j + s`."
  private static func outputTerms(
    columns: Int, groups: Int, k: Int, read: (_ group: Int, _ byte: Int) -> (Int, Int)
  ) -> [Entry] {
    var stored: [Entry] = []
    for c in 0..<columns {
      for j in 0..<groups {
        for s in 0..<k {
          let (row, value) = read(j, k * groups * c + k * j + s)
          stored.append(Entry(row: row, column: c, value: value))
        }
      }
    }
    return stored
  }
}

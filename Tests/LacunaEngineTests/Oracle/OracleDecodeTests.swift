import LacunaTestSupport
import Testing

/// Matrices decoded from bytes that were worked out by hand from spec/encodings.md.
@Suite struct OracleDecodeTests {
  /// A codebook in which code `i` has the value `i + 1`, and code 0 has 0.
  private let codebook = [0] + (1..<32).map { $0 + 1 }

  private func matrix(
    _ rows: Int, _ columns: Int, _ encoding: MatrixEncoding, bytes: [Int: UInt8]
  ) -> OracleMatrix {
    var weights = [UInt8](
      repeating: 0, count: encoding.weightBytes(rows: rows, columns: columns))
    for (offset, byte) in bytes { weights[offset] = byte }
    return OracleMatrix(
      rows: rows, columns: columns, encoding: encoding, codebook: codebook, weights: weights,
      rowExponents: [Int](repeating: 0, count: roundedUp(rows, to: 16)))
  }

  /// The weights that are not 0, as `row: column: value`.
  private func weights(_ matrix: OracleMatrix) -> [[Int]] {
    var found: [[Int]] = []
    for row in 0..<matrix.rows {
      for column in 0..<matrix.columns where matrix.values[row][column] != 0 {
        found.append([row, column, matrix.values[row][column]])
      }
    }
    return found
  }

  /// 17 rows of 5 columns: 2 units of 64 bytes in each of 2 tiles, 256 bytes.
  /// - byte 0: tile 0, unit 0, lane 0, column 0
  /// - byte 7: lane 1 (bytes 4–7), column 3
  /// - byte 64 + 15·4 = 124: unit 1, lane 15, column 4
  /// - byte 128: tile 1, row 16, column 0
  /// - byte 125: column 5, which is past the last
  /// - byte 132: row 17, which is past the last
  @Test func int8() {
    #expect(MatrixEncoding.int8.weightBytes(rows: 17, columns: 5) == 256)
    let bytes: [Int: UInt8] = [0: 1, 7: 0xFF, 124: 0x81, 128: 0x7F, 125: 5, 132: 5]
    let matrix = matrix(17, 5, .int8, bytes: bytes)
    #expect(weights(matrix) == [[0, 0, 1], [1, 3, -1], [15, 4, -127], [16, 0, 127]])
  }

  /// 17 rows of 9 columns: 2 units in each of 2 tiles.
  /// - byte 0 = 21: columns 0 (low half, code 1) and 4 (high half, code 2) of row 0
  /// - byte 7 = 30: row 1 (bytes 4–7), column 7 has code 3
  /// - byte 64 + 4 = 68 = 0F: unit 1, row 1, column 8 has code 15
  /// - byte 128 + 2 = F0: tile 1, row 16, columns 2 (code 0) and 6 (code 15)
  @Test func codes() {
    #expect(MatrixEncoding.codes.weightBytes(rows: 17, columns: 9) == 256)
    let bytes: [Int: UInt8] = [0: 0x21, 7: 0x30, 68: 0x0F, 130: 0xF0]
    let matrix = matrix(17, 9, .codes, bytes: bytes)
    #expect(weights(matrix) == [[0, 0, 2], [0, 4, 3], [1, 7, 4], [1, 8, 16], [16, 6, 16]])
  }

  /// 2 rows of 10 columns in groups of 8, one term each: T = 2, so that the only unit has lanes of
  /// 2 bytes, 32 in all. A term is `code << 3 | position`.
  /// - byte 0 = 00011'110: row 0, group 0, code 3 at column 6
  /// - byte 1 = 00001'101: row 0, group 1, code 1 at column 13, past the last
  /// - byte 3 = 11111'001: row 1, group 1, code 31 at column 9
  @Test func inputTermsInGroupsOf8() {
    let encoding = MatrixEncoding.terms(axis: .input, groupLog2: 3, k: 1)
    #expect(encoding.weightBytes(rows: 2, columns: 10) == 32)
    let matrix = matrix(2, 10, encoding, bytes: [0: 0b00011_110, 1: 0b00001_101, 3: 0b11111_001])
    #expect(weights(matrix) == [[0, 6, 4], [1, 9, 32]])
  }

  /// 17 rows of 32 columns in groups of 16, three terms each: T = 6, a unit with lanes of 4 bytes
  /// and one with lanes of 2, 96 bytes in each of 2 tiles. A term is `code << 4 | position`.
  /// - bytes 4, 5 = 12, 22: row 1, terms 0 and 1, codes 1 and 2 at column 2, which add
  /// - byte 64 + 2·1 + 1 = 67 = F4: row 1, term 5, of group 1, code 15 at column 16 + 4
  /// - byte 7 = 30: row 1, term 3, of group 1, code 3 at column 16
  /// - byte 96 + 2 = 4F: row 16, term 2, of group 0, code 4 at column 15
  @Test func inputTermsInGroupsOf16() {
    let encoding = MatrixEncoding.terms(axis: .input, groupLog2: 4, k: 3)
    #expect(encoding.weightBytes(rows: 17, columns: 32) == 192)
    let bytes: [Int: UInt8] = [4: 0x12, 5: 0x22, 67: 0xF4, 7: 0x30, 98: 0x4F]
    let matrix = matrix(17, 32, encoding, bytes: bytes)
    #expect(weights(matrix) == [[1, 2, 2 + 3], [1, 16, 4], [1, 20, 16], [16, 15, 5]])
    #expect(matrix.entries.count == 5)
  }

  /// 40 rows of 2 columns in groups of 32, two terms each: 2 groups and 4 bytes a column, 8 bytes.
  /// A term is `code << 5 | position`.
  /// - byte 0 = 001'00000: column 0, group 0, code 1 at row 0
  /// - byte 3 = 111'01001: column 0, group 1, code 7 at row 32 + 9 = 41, past the last
  /// - byte 4·1 + 2·1 + 1 = 7 = 101'00011: column 1, group 1, code 5 at row 35
  @Test func outputTermsInGroupsOf32() {
    let encoding = MatrixEncoding.terms(axis: .output, groupLog2: 5, k: 2)
    #expect(encoding.weightBytes(rows: 40, columns: 2) == 8)
    let bytes: [Int: UInt8] = [0: 0b001_00000, 3: 0b111_01001, 7: 0b101_00011]
    let matrix = matrix(40, 2, encoding, bytes: bytes)
    #expect(weights(matrix) == [[0, 0, 2], [35, 1, 6]])
  }

  /// What the builder stores in canonical form, the oracle finds again.
  @Test(arguments: EncodingCases.all)
  func everyEncodingComesBack(_ encoding: MatrixEncoding) {
    var generator = SplitMix64(seed: 0x5EED_0001)
    for (rows, columns) in [(1, 1), (16, 32), (17, 9), (35, 70)] {
      let described = MatrixDescription.random(
        name: "m", rows: rows, columns: columns, encoding: encoding, style: RandomStyle(),
        using: &generator)
      let decoded = OracleMatrix(
        rows: rows, columns: columns, encoding: encoding, codebook: described.codebook,
        weights: described.weights, rowExponents: described.rowExponents)
      let again = MatrixDescription(
        name: "m", rows: rows, columns: columns, encoding: encoding,
        codebook: described.codebook,
        codes: decoded.entries.map { entry in
          let code = described.codebook.firstIndex(of: entry.value) ?? 0
          return PlacedCode(
            row: entry.row, column: entry.column, code: encoding == .int8 ? entry.value : code)
        },
        rowExponents: Array(described.rowExponents.prefix(rows)))
      let decodedAgain = OracleMatrix(
        rows: rows, columns: columns, encoding: encoding, codebook: again.codebook,
        weights: again.weights, rowExponents: again.rowExponents)
      #expect(decoded.values == decodedAgain.values)
      #expect(described.rowExponents == again.rowExponents)
    }
  }
}

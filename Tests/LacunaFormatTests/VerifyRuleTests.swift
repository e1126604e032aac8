import LacunaFormat
import LacunaTestSupport
import Testing

/// Rules that only `verify` checks: a file that breaks one of them opens, and `verify` names it.
@Suite struct VerifyRuleTests {
  private let terms: [MatrixEncoding] = [
    .terms(axis: .input, groupLog2: 3, k: 3), .terms(axis: .output, groupLog2: 3, k: 3),
    .terms(axis: .input, groupLog2: 4, k: 4), .terms(axis: .output, groupLog2: 5, k: 4),
  ]

  /// One linear layer [7, 11] of the given terms, a codebook whose codes 1 and 2 are not 0 and
  /// whose code 3 is, and one group that is not empty: the first of row 0, or of column 0.
  private func file(
    _ encoding: MatrixEncoding, firstGroup: [UInt8],
    change: (inout ModelDescription) -> Void = { _ in }
  ) -> [UInt8] {
    var description = RandomModel.make(
      [NetworkPlan(inputSize: 11, layers: [.linear(7, encoding)])], style: RandomStyle(), seed: 1)
    var matrix = description.matrices[0]
    matrix.codebook = [Int](repeating: 0, count: 32)
    if encoding != .int8 { (matrix.codebook[1], matrix.codebook[2]) = (5, -6) }
    matrix.weights = [UInt8](repeating: 0, count: matrix.weights.count)
    // Term t of row 0 on the input axis is byte t, as long as t is below 4.
    for (index, byte) in firstGroup.enumerated() { matrix.weights[index] = byte }
    description.matrices[0] = matrix
    change(&description)
    return description.fileBytes()
  }

  @Test(arguments: EncodingCases.all)
  func canonicalFilesPass(_ encoding: MatrixEncoding) {
    for codebook in RandomStyle.Codebook.allCases {
      let plans = [
        NetworkPlan(
          inputSize: 19,
          layers: [.embedding(11, encoding), .lstm(11, encoding), .tiedLinear(ids: 19)],
          hasVocabulary: true),
        NetworkPlan(inputSize: 37, layers: [.gru(9, reset: 0, encoding), .linear(5, encoding)]),
      ]
      let description = RandomModel.make(plans, style: RandomStyle(codebook: codebook), seed: 2)
      expectVerify(description.fileBytes(), breaks: nil, "\(encoding), \(codebook)")
    }
  }

  @Test func e3TermsAscendByPositionAndCode() {
    for encoding in terms {
      guard case .terms(_, let log2, _) = encoding else { continue }
      func term(_ code: Int, _ position: Int) -> UInt8 { UInt8(code << log2 | position) }
      let right: [[UInt8]] = [
        [], [term(1, 0)], [term(1, 0), term(2, 0)], [term(2, 3), term(1, 4), term(2, 6)],
        [term(1, 2), term(2, 2), term(1, 3)],
      ]
      for group in right {
        expectVerify(file(encoding, firstGroup: group), breaks: nil, "\(encoding)")
      }
      let wrong: [[UInt8]] = [
        [term(1, 1), term(1, 0)], [term(2, 0), term(1, 0)], [term(1, 0), term(1, 0)],
        [term(1, 0), term(1, 5), term(2, 4)],
      ]
      for group in wrong {
        expectVerify(file(encoding, firstGroup: group), breaks: .e3, "\(encoding), \(group)")
      }
    }
  }

  /// Absent terms are the byte 0, come last, and have no other code whose value is 0.
  @Test func e3AbsentTermsAreZeroAndLast() {
    for encoding in terms {
      guard case .terms(_, let log2, _) = encoding else { continue }
      func term(_ code: Int, _ position: Int) -> UInt8 { UInt8(code << log2 | position) }
      let wrong: [[UInt8]] = [
        [0, term(1, 1)], [term(1, 1), 0, term(1, 2)], [term(0, 1)], [term(1, 0), term(0, 1)],
        [term(3, 0)], [term(1, 0), term(3, 1)],
      ]
      for group in wrong {
        expectVerify(file(encoding, firstGroup: group), breaks: .e3, "\(encoding), \(group)")
      }
    }
  }

  @Test func e4Int8WeightsAreNotMinus128() {
    for byte in [0, 1, 27, 64] {
      let changed = file(.int8, firstGroup: []) { $0.matrices[0].weights[byte] = 0x80 }
      expectVerify(changed, breaks: .e4, "byte \(byte)")
    }
    expectVerify(file(.int8, firstGroup: [0x81, 0x7F]), breaks: nil)
  }

  /// 7 rows of 11 columns: the last unit of a row of int8 has one byte too many, that of codes has
  /// columns 11 to 15, and rows 7 to 15 fill up the tile.
  @Test func e5NothingPastTheLastRowAndColumn() {
    let int8Padding = [64 * 2 + 3, 4 * 7, 63, 64 * 2 + 63]
    for byte in int8Padding {
      let changed = file(.int8, firstGroup: []) { $0.matrices[0].weights[byte] = 1 }
      expectVerify(changed, breaks: .e5, "int8, byte \(byte)")
    }
    // In unit 1 columns 8 to 11 are low halves and 12 to 15 high ones.
    let codesPadding: [(Int, UInt8)] = [(64 + 3, 0x01), (64, 0x10), (4 * 7, 0x01), (127, 0x10)]
    for (byte, value) in codesPadding {
      let changed = file(.codes, firstGroup: []) { $0.matrices[0].weights[byte] = value }
      expectVerify(changed, breaks: .e5, "codes, byte \(byte)")
    }
    expectVerify(file(.codes, firstGroup: []) { $0.matrices[0].weights[66] = 0x01 }, breaks: nil)
  }

  @Test func e5NoTermPointsPastTheEnd() {
    // Input axis, groups of 16: columns 11 to 15 do not exist. Output axis, groups of 8: row 7.
    let input = MatrixEncoding.terms(axis: .input, groupLog2: 4, k: 2)
    expectVerify(file(input, firstGroup: [1 << 4 | 10]), breaks: nil)
    for position in 11..<16 {
      expectVerify(file(input, firstGroup: [UInt8(1 << 4 | position)]), breaks: .e5)
    }
    let output = MatrixEncoding.terms(axis: .output, groupLog2: 3, k: 2)
    expectVerify(file(output, firstGroup: [1 << 3 | 6]), breaks: nil)
    expectVerify(file(output, firstGroup: [1 << 3 | 7]), breaks: .e5)
    // T = 2: lanes of 2 bytes, and row 7 has bytes 14 and 15.
    for byte in [14, 15, 31] {
      let changed = file(input, firstGroup: []) { $0.matrices[0].weights[byte] = 1 << 4 }
      expectVerify(changed, breaks: .e5, "byte \(byte)")
    }
  }

  @Test func e6RowExponentsPastTheLastRowAreZero() {
    for row in 7..<16 {
      let changed = file(.int8, firstGroup: []) { $0.matrices[0].rowExponents[row] = -1 }
      expectVerify(changed, breaks: .e6, "row \(row)")
    }
  }
}

import LacunaFormat
import LacunaTestSupport
import Testing

/// The rules that spec/ marks *verify*, each broken in a file whose checksums are right.
@Suite struct VerifyTests {
  private let file = TinyModel.description.fileBytes()

  /// Verifies the file with one byte of a section changed.
  private func error(section: Int, byte: Int, value: UInt8) throws -> FormatError? {
    try verificationError(of: file.changing(section: section, byte: byte, to: value))
  }

  private func expect(
    _ error: FormatError?, _ rule: Rule, section: Int, byte: Int,
    _ relation: FormatError.Relation = .equal, expected: Int64, found: Int64,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(error?.rule == rule, sourceLocation: sourceLocation)
    #expect(error?.section == section, sourceLocation: sourceLocation)
    #expect(
      error?.offset == UInt64(file.offset(ofSection: section) + byte),
      sourceLocation: sourceLocation)
    #expect(error?.relation == relation, sourceLocation: sourceLocation)
    #expect(error?.expected == expected, sourceLocation: sourceLocation)
    #expect(error?.found == found, sourceLocation: sourceLocation)
  }

  @Test func aCanonicalFileKeepsEveryRule() throws {
    #expect(try verificationError(of: file) == nil)
  }

  @Test(arguments: EncodingCases.all)
  func randomCanonicalFilesKeepEveryRule(encoding: MatrixEncoding) throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let plan = NetworkPlan(
        inputSize: 21,
        layers: [
          .embedding(18, encoding), .lstm(19, encoding), .gru(17, reset: 1, encoding),
          .linear(18, output: 2, encoding), .tiedLinear(ids: 21),
        ], hasVocabulary: true)
      let file = RandomModel.make([plan, plan.withoutEmbedding], style: RandomStyle(), seed: seed)
        .fileBytes()
      #expect(try verificationError(of: file) == nil, "seed \(seed)")
    }
  }

  // `w`, terms along the input axis: a row's lane is 4 bytes, groups 0 and 1 with 2 terms each;
  // row 0 has the bytes 1·8+2, 7·8+5, 8·8+1, 0, row 1 the bytes 2·8+3, 4·8+3, 0, 0.

  @Test func e3TermsAscendByPosition() throws {
    let byte: UInt8 = 7 * 8 + 1
    expect(
      try error(section: 2, byte: 1, value: byte), .e3, section: 2, byte: 1, .atLeast,
      expected: 2, found: 1)
  }

  @Test func e3TermsAtOnePositionAscendByCode() throws {
    for code in [1, 2] as [UInt8] {
      expect(
        try error(section: 2, byte: 5, value: code * 8 + 3), .e3, section: 2, byte: 5, .atLeast,
        expected: 3, found: Int64(code))
    }
  }

  @Test func e3AnAbsentTermIsTheByteZero() throws {
    // A position without a code, then a code past the 15 that have a value.
    for byte in [5, 15 * 8, 31 * 8 + 1] as [UInt8] {
      expect(
        try error(section: 2, byte: 3, value: byte), .e3, section: 2, byte: 3, expected: 0,
        found: Int64(byte))
    }
  }

  @Test func e3AbsentTermsComeLast() throws {
    expect(
      try error(section: 2, byte: 0, value: 0), .e3, section: 2, byte: 1, expected: 0,
      found: 7 * 8 + 5)
  }

  @Test func e5NoTermPointsPastTheLastColumn() throws {
    expect(
      try error(section: 2, byte: 2, value: 8 * 8 + 2), .e5, section: 2, byte: 2, .atMost,
      expected: 1, found: 2)
  }

  @Test func e5RowsPastTheLastAreZero() throws {
    expect(
      try error(section: 2, byte: 4 * 12, value: 8), .e5, section: 2, byte: 48, expected: 0,
      found: 8)
  }

  // `u`, terms along the output axis: column 0 has 1·8+1, 4·8+7, 0 and 0, 0, 0.

  @Test func e3HoldsOnTheOutputAxis() throws {
    expect(
      try error(section: 4, byte: 2, value: 2 * 8 + 3), .e3, section: 4, byte: 2, .atLeast,
      expected: 7, found: 3)
    expect(
      try error(section: 4, byte: 4, value: 1 * 8 + 1), .e3, section: 4, byte: 4, expected: 0,
      found: 9)
    expect(
      try error(section: 4, byte: 17, value: 3), .e3, section: 4, byte: 17, expected: 0, found: 3)
  }

  @Test func e5NoTermPointsPastTheLastRow() throws {
    expect(
      try error(section: 4, byte: 3, value: 1 * 8 + 4), .e5, section: 4, byte: 3, .atMost,
      expected: 3, found: 4)
  }

  @Test func e5CodesPastTheMatrixAreZero() throws {
    // Column 3 of row 0, column 4 of row 0, column 0 of row 4.
    for (byte, value) in [(3, 0x01), (0, 0x11), (16, 0x02)] as [(Int, UInt8)] {
      let error = try error(section: 6, byte: byte, value: value)
      #expect(error?.rule == .e5)
      #expect(error?.offset == UInt64(file.offset(ofSection: 6) + byte))
      #expect(error?.found == (byte == 16 ? 2 : 1))
    }
  }

  @Test func e4NoInt8WeightIsMinus128() throws {
    expect(
      try error(section: 8, byte: 3, value: 0x80), .e4, section: 8, byte: 3, .atLeast,
      expected: -127, found: -128)
  }

  @Test func e5Int8WeightsPastTheMatrixAreZero() throws {
    expect(
      try error(section: 8, byte: 8, value: 0xFF), .e5, section: 8, byte: 8, expected: 0, found: -1)
  }

  @Test func e5Int8WeightsPastTheLastColumnAreZero() throws {
    var model = TinyModel.description
    model.networks[0].layers = [TinyModel.layer(.linear, 3, 2, matrix: 0)]
    model.matrices = [
      MatrixDescription(
        name: "d", rows: 2, columns: 3, encoding: .int8,
        codebook: [Int](repeating: 0, count: 32), codes: [], rowExponents: [0, 0])
    ]
    (model.biases, model.tables, model.activations) = ([], [], [])
    let file = model.fileBytes()
    #expect(try verificationError(of: file) == nil)
    let error = try verificationError(of: file.changing(section: 2, byte: 7, to: 1))
    #expect(error?.rule == .e5)
    #expect(error?.offset == UInt64(file.offset(ofSection: 2) + 7))
  }

  @Test func e6RowExponentsPastTheLastRowAreZero() throws {
    for section in [3, 5, 7, 9] {
      expect(
        try error(section: section, byte: 15, value: 0xFE), .e6, section: section, byte: 15,
        expected: 0, found: -2)
    }
  }

  @Test func g16VocabularyEntriesAreUTF8() throws {
    // Header 8, three offsets of 4: the text starts at 20 with "yes", then "n", then "ö".
    expect(
      try error(section: 13, byte: 21, value: 0xC3), .g16, section: 13, byte: 21, .atMost,
      expected: 0x7F, found: 0xC3)
    expect(
      try error(section: 13, byte: 25, value: 0x41), .g16, section: 13, byte: 24, .atMost,
      expected: 0x7F, found: 0xC3)
  }

  @Test func g16AnEntryThatEndsInsideAScalarIsNotUTF8() throws {
    // The second offset moved from 3 to 5: "yesn\u{C3}" and "\u{B6}", each broken.
    expect(
      try error(section: 13, byte: 12, value: 5), .g16, section: 13, byte: 24, .atMost,
      expected: 0x7F, found: 0xC3)
  }
}

extension NetworkPlan {
  /// The same plan without its embedding, so that a second network has other shapes.
  fileprivate var withoutEmbedding: NetworkPlan {
    var plan = self
    plan.inputSize = 18
    plan.layers = [layers[1], layers[3]]
    return plan
  }
}

// Rules E3 and E5 for terms: canonical groups, and nothing that points past the matrix.

/// Looks at the terms of one group in the order of the file.
private struct TermGroupVerifier {
  let section: Int
  /// Positions in the group that lie inside the matrix.
  let positions: Int
  private let log2GroupSize: Int
  private var previousPosition = -1
  private var previousCode = -1
  private var sawAbsent = false

  init(of matrix: MatrixRecord, section: Int, positions: Int) {
    self.section = section
    self.positions = positions
    self.log2GroupSize = matrix.log2GroupSize
  }

  mutating func verify(_ byte: UInt8, value: Int8, at offset: UInt64) throws(FormatError) {
    guard value != 0, !sawAbsent else {
      guard byte == 0 else {
        throw FormatError(
          .e3, value == 0 ? "byte of an absent term" : "byte of a term after an absent one",
          at: offset, section: section, expected: 0, found: Int64(byte))
      }
      sawAbsent = true
      return
    }
    let position = Int(byte) & (1 << log2GroupSize - 1)
    let code = Int(byte) >> log2GroupSize
    guard position < positions else {
      throw FormatError(
        .e5, "position of a term, in the last group", at: offset, section: section, .atMost,
        expected: Int64(positions - 1), found: Int64(position))
    }
    guard position >= previousPosition else {
      throw FormatError(
        .e3, "position of a term, after the one before", at: offset, section: section, .atLeast,
        expected: Int64(previousPosition), found: Int64(position))
    }
    guard position > previousPosition || code > previousCode else {
      throw FormatError(
        .e3, "code of a term at the position of the one before", at: offset, section: section,
        .atLeast, expected: Int64(previousCode + 1), found: Int64(code))
    }
    previousPosition = position
    previousCode = code
  }
}

extension ModelView {
  func verifyInputAxisTerms(of index: Int) throws(FormatError) {
    let view = matrixView(at: index)
    let matrix = view.record
    let section = layout.weightsSection(of: index)
    let start = self.section(at: section).offset
    let terms = matrix.termsPerLine
    for row in 0..<(16 * matrix.tileCount) {
      var term = 0
      for group in 0..<matrix.groupCount {
        let columns = matrix.columns - group << matrix.log2GroupSize
        var verifier = TermGroupVerifier(of: matrix, section: section, positions: columns)
        for _ in 0..<matrix.termsPerGroup {
          let offset = view.inputAxisOffset(row: row, term: term, termsPerRow: terms)
          let byte = view.weights.byte(at: offset)
          if row < matrix.rows {
            let value = view.codebook.int8(at: Int(byte) >> matrix.log2GroupSize)
            try verifier.verify(byte, value: value, at: start + UInt64(offset))
          } else if byte != 0 {
            throw FormatError(
              .e5, "byte of a row past the last", at: start + UInt64(offset), section: section,
              expected: 0, found: Int64(byte))
          }
          term += 1
        }
      }
    }
  }

  func verifyOutputAxisTerms(of index: Int) throws(FormatError) {
    let view = matrixView(at: index)
    let matrix = view.record
    let section = layout.weightsSection(of: index)
    let start = self.section(at: section).offset
    var offset = 0
    for _ in 0..<matrix.columns {
      for group in 0..<matrix.groupCount {
        let rows = matrix.rows - group << matrix.log2GroupSize
        var verifier = TermGroupVerifier(of: matrix, section: section, positions: rows)
        for _ in 0..<matrix.termsPerGroup {
          let byte = view.weights.byte(at: offset)
          let value = view.codebook.int8(at: Int(byte) >> matrix.log2GroupSize)
          try verifier.verify(byte, value: value, at: start + UInt64(offset))
          offset += 1
        }
      }
    }
  }
}

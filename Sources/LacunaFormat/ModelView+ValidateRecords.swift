// Rules G2, G3, G8 to G11, E1 and E2: records one at a time, and the sections that belong to them.

extension ModelView {
  /// Rule G2: bytes of a record that must be zero.
  func expectZeros(in range: Range<Int>) throws(FormatError) {
    if let offset = bytes.firstNonZero(in: range) {
      throw FormatError(
        .g2, "reserved byte", at: UInt64(offset), section: 0, expected: 0,
        found: Int64(bytes.byte(at: offset)))
    }
  }

  /// Rule G2: a byte that has a least and a greatest value.
  func expectByte(
    _ subject: StaticString, at offset: Int, from least: UInt8, through greatest: UInt8
  ) throws(FormatError) {
    let value = bytes.byte(at: offset)
    guard value >= least else {
      throw FormatError(
        .g2, subject, at: UInt64(offset), section: 0, .atLeast, expected: Int64(least),
        found: Int64(value))
    }
    guard value <= greatest else {
      throw FormatError(
        .g2, subject, at: UInt64(offset), section: 0, .atMost, expected: Int64(greatest),
        found: Int64(value))
    }
  }

  /// Rule G11: a section has exactly the length that its record asks for.
  func expectLength(
    _ subject: StaticString, _ rule: Rule, section index: Int, _ expected: UInt64
  ) throws(FormatError) {
    let section = section(at: index)
    guard section.length == expected else {
      throw FormatError(
        rule, subject, at: section.offset, section: index,
        expected: Int64(bitPattern: expected), found: Int64(bitPattern: section.length))
    }
  }

  /// Rule G3: networks' names, then matrices', end to end, clean UTF-8, nothing else.
  func validateNames() throws(FormatError) {
    let strings = section(at: 1)
    var next: UInt64 = 0
    for index in 0..<layout.networkCount {
      let record = layout.networks + NetworkRecord.byteCount * index
      next = try validateName(at: record, expectedOffset: next, available: strings.length)
    }
    for index in 0..<layout.matrixCount {
      let record = layout.matrices + MatrixRecord.byteCount * index
      next = try validateName(at: record, expectedOffset: next, available: strings.length)
    }
    guard next == strings.length else {
      throw FormatError(
        .g3, "strings section length", at: strings.offset, section: 1, expected: Int64(next),
        found: Int64(strings.length))
    }
  }

  private func validateName(
    at record: Int, expectedOffset: UInt64, available: UInt64
  ) throws(FormatError) -> UInt64 {
    let offset = UInt64(bytes.uint32(at: record))
    let length = UInt64(bytes.uint16(at: record + 4))
    guard offset == expectedOffset else {
      throw FormatError(
        .g3, "name offset", at: UInt64(record), section: 0, expected: Int64(expectedOffset),
        found: Int64(offset))
    }
    guard length >= 1 else {
      throw FormatError(
        .g3, "name length", at: UInt64(record + 4), section: 0, .atLeast, expected: 1, found: 0)
    }
    let greatest = min(255, available - min(offset, available))
    guard length <= greatest else {
      throw FormatError(
        .g3, "name length", at: UInt64(record + 4), section: 0, .atMost,
        expected: Int64(greatest), found: Int64(length))
    }
    let start = layout.strings + Int(offset)
    if let bad = UTF8Scanner(bytes).firstFault(
      in: start..<(start + Int(length)), allowingControlCharacters: false)
    {
      throw FormatError(
        .g3, "name byte that is not UTF-8 or is a control character, where text", at: UInt64(bad),
        section: 1, .atLeast, expected: 0x20, found: Int64(bytes.byte(at: bad)))
    }
    return offset + length
  }

  /// Rules G2, G8, G11, E1 and E2.
  func validateMatrices() throws(FormatError) {
    for index in 0..<layout.matrixCount {
      let record = layout.matrices + MatrixRecord.byteCount * index
      try expectByte("matrix encoding", at: record + 6, from: 1, through: 3)
      let isTerms = bytes.byte(at: record + 6) == Encoding.terms.rawValue
      try expectByte("group axis", at: record + 7, from: 0, through: isTerms ? 1 : 0)
      try expectByte(
        "log2 of the group size", at: record + 8, from: isTerms ? 3 : 0, through: isTerms ? 5 : 0)
      let groupSize: UInt8 = isTerms ? 1 << bytes.byte(at: record + 8) : 0
      try expectByte(
        "terms per group", at: record + 9, from: isTerms ? 1 : 0, through: groupSize)
      try expectZeros(in: (record + 10)..<(record + 12))
      try expectZeros(in: (record + 20)..<(record + 32))
      try expectSize("matrix rows", at: record + 12, atMost: 1 << 24)
      try expectSize("matrix columns", at: record + 16, atMost: 65_536)

      let matrix = matrix(at: index)
      try validateCodebook(of: matrix, at: record + 32)
      let meeting =
        switch (matrix.encoding, matrix.axis) {
        case (.terms, .input): matrix.termsPerLine
        case (.terms, .output): matrix.termsPerGroup * matrix.columns
        default: matrix.columns
        }
      guard meeting <= 65_536 else {
        throw FormatError(
          .e2, "integers that meet in one accumulator", at: UInt64(record), section: 0, .atMost,
          expected: 65_536, found: Int64(meeting))
      }
      try expectLength(
        "weights section length", .g11, section: layout.weightsSection(of: index),
        matrix.weightsByteCount)
      try expectLength(
        "row exponents section length", .g11, section: layout.rowExponentsSection(of: index),
        matrix.rowExponentsByteCount)
    }
  }

  /// Rule G8: a size is at least 1, and at most a limit.
  func expectSize(
    _ subject: StaticString, at offset: Int, atMost limit: UInt32
  ) throws(FormatError) {
    let value = bytes.uint32(at: offset)
    guard value >= 1 else {
      throw FormatError(
        .g8, subject, at: UInt64(offset), section: 0, .atLeast, expected: 1, found: 0)
    }
    guard value <= limit else {
      throw FormatError(
        .g8, subject, at: UInt64(offset), section: 0, .atMost, expected: Int64(limit),
        found: Int64(value))
    }
  }

  private func validateCodebook(of matrix: MatrixRecord, at offset: Int) throws(FormatError) {
    for code in 0..<32 {
      let value = matrix.codebook[code]
      if value != 0, code == 0 || code >= matrix.codeCount {
        throw FormatError(
          .e1, "codebook entry", at: UInt64(offset + code), section: 0, expected: 0,
          found: Int64(value))
      }
      guard value != -128 else {
        throw FormatError(
          .e1, "codebook entry", at: UInt64(offset + code), section: 0, .atLeast, expected: -127,
          found: -128)
      }
    }
  }

  /// Rules G2 and G9, as far as they do not ask for the layer.
  func validateBiases() throws(FormatError) {
    for index in 0..<layout.biasCount {
      let record = layout.biases + BiasRecord.byteCount * index
      try expectSize("bias count", at: record, atMost: 1 << 26)
      try expectZeros(in: (record + 5)..<(record + BiasRecord.byteCount))
      let section = layout.biasSection(of: index)
      try expectLength(
        "biases section length", .g9, section: section, 2 * UInt64(bytes.uint32(at: record)))
    }
  }

  /// Rules G2, G7, G10 and G11.
  func validateActivations() throws(FormatError) {
    for index in 0..<layout.activationCount {
      let record = layout.activations + ActivationRecord.byteCount * index
      try expectByte("activation kind", at: record, from: 1, through: 2)
      let isTable = bytes.byte(at: record) == ActivationKind.table.rawValue
      try expectByte("activation shift", at: record + 1, from: 0, through: isTable ? 0 : 7)
      try expectZeros(in: (record + (isTable ? 4 : 10))..<(record + ActivationRecord.byteCount))
      if isTable {
        try expectIndex(
          "activation table index", at: record + 2, below: layout.tableCount, optional: false)
      } else {
        guard bytes.uint16(at: record + 2) == 0xFFFF else {
          throw FormatError(
            .g7, "activation table index of a clipped activation", at: UInt64(record + 2),
            section: 0, expected: 0xFFFF, found: Int64(bytes.uint16(at: record + 2)))
        }
        let activation = activation(at: index)
        guard activation.low >= -32_767 else {
          throw FormatError(
            .g10, "activation low", at: UInt64(record + 6), section: 0, .atLeast,
            expected: -32_767, found: Int64(activation.low))
        }
        guard activation.high >= activation.low else {
          throw FormatError(
            .g10, "activation high", at: UInt64(record + 8), section: 0, .atLeast,
            expected: Int64(activation.low), found: Int64(activation.high))
        }
      }
    }
    for table in 0..<layout.tableCount {
      let section = layout.tableSection(of: table)
      try expectLength("activation table length", .g11, section: section, 2 * 257)
      let values = self.table(at: table)
      for entry in 0..<257 where values.int16(at: 2 * entry) < -32_767 {
        throw FormatError(
          .g10, "activation table entry", at: self.section(at: section).offset + UInt64(2 * entry),
          section: section, .atLeast, expected: -32_767, found: -32_768)
      }
    }
  }

  /// Rule G7: an index is below its count, or none where it may be.
  func expectIndex(
    _ subject: StaticString, at offset: Int, below count: Int, optional: Bool
  ) throws(FormatError) {
    let value = bytes.uint16(at: offset)
    if optional, value == 0xFFFF { return }
    guard Int(value) < count else {
      throw FormatError(
        .g7, subject, at: UInt64(offset), section: 0, .atMost, expected: Int64(count - 1),
        found: Int64(value))
    }
  }
}

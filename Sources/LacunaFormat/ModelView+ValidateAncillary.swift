// Rules G12 and G13: vocabularies and metadata.

extension ModelView {
  /// Rule G12, apart from the entry count that the network asks for.
  func validateVocabulary(at index: Int) throws(FormatError) {
    let sectionIndex = layout.vocabularySection(of: index)
    let section = section(at: sectionIndex)
    let bytes = sectionBytes(at: sectionIndex)
    func fail(
      _ subject: StaticString, _ offset: Int, _ relation: FormatError.Relation = .equal,
      expected: Int64, found: Int64
    ) -> FormatError {
      FormatError(
        .g12, subject, at: section.offset + UInt64(offset), section: sectionIndex, relation,
        expected: expected, found: found)
    }
    let header = VocabularyView.headerByteCount
    guard bytes.byteCount >= header + 4 else {
      throw fail(
        "vocabulary length", 0, .atLeast, expected: Int64(header + 4), found: Int64(bytes.byteCount)
      )
    }
    guard VocabularyUnit(rawValue: bytes.byte(at: 0)) != nil else {
      throw fail("vocabulary unit", 0, .atMost, expected: 2, found: Int64(bytes.byte(at: 0)))
    }
    if let offset = bytes.firstNonZero(in: 1..<4) {
      throw fail("reserved byte", offset, expected: 0, found: Int64(bytes.byte(at: offset)))
    }
    let count = UInt64(bytes.uint32(at: 4))
    guard count >= 1 else {
      throw fail("vocabulary entry count", 4, .atLeast, expected: 1, found: 0)
    }
    let greatest = UInt64(bytes.byteCount - header) / 4 - 1
    guard count <= greatest else {
      throw fail(
        "vocabulary entry count", 4, .atMost, expected: Int64(greatest), found: Int64(count))
    }
    let textLength = bytes.byteCount - header - 4 * (Int(count) + 1)
    var previous: UInt32 = 0
    for entry in 0...Int(count) {
      let offset = bytes.uint32(at: header + 4 * entry)
      if entry == 0, offset != 0 {
        throw fail("first vocabulary offset", header, expected: 0, found: Int64(offset))
      }
      guard offset >= previous else {
        throw fail(
          "vocabulary offset", header + 4 * entry, .atLeast, expected: Int64(previous),
          found: Int64(offset))
      }
      previous = offset
    }
    guard Int64(previous) == Int64(textLength) else {
      throw fail(
        "last vocabulary offset", header + 4 * Int(count), expected: Int64(textLength),
        found: Int64(previous))
    }
  }

  /// Rule G13.
  func validateMetadata() throws(FormatError) {
    let sectionIndex = layout.metadataSection
    let section = section(at: sectionIndex)
    let bytes = sectionBytes(at: sectionIndex)
    func fail(
      _ subject: StaticString, _ offset: Int, _ relation: FormatError.Relation = .equal,
      expected: Int64, found: Int64
    ) -> FormatError {
      FormatError(
        .g13, subject, at: section.offset + UInt64(offset), section: sectionIndex, relation,
        expected: expected, found: found)
    }
    let header = MetadataView.headerByteCount
    guard bytes.byteCount >= header else {
      throw fail(
        "metadata length", 0, .atLeast, expected: Int64(header), found: Int64(bytes.byteCount))
    }
    let capacity = bytes.byteCount - header
    let used = UInt64(bytes.uint32(at: 0))
    guard used <= UInt64(capacity) else {
      throw fail("metadata bytes used", 0, .atMost, expected: Int64(capacity), found: Int64(used))
    }
    let end = header + Int(used)
    var offset = header
    var previousKey = 0..<0
    for index in 0..<UInt64(bytes.uint32(at: 4)) {
      let recordHeader = MetadataView.recordHeaderByteCount
      guard end - offset >= recordHeader else {
        throw fail(
          "metadata record count", 4, .atMost, expected: Int64(index),
          found: Int64(bytes.uint32(at: 4)))
      }
      let keyLength = Int(bytes.uint16(at: offset))
      let valueLength = UInt64(bytes.uint32(at: offset + 4))
      guard keyLength >= 1 else {
        throw fail("metadata key length", offset, .atLeast, expected: 1, found: 0)
      }
      guard keyLength <= 255 else {
        throw fail("metadata key length", offset, .atMost, expected: 255, found: Int64(keyLength))
      }
      guard let type = MetadataType(rawValue: bytes.byte(at: offset + 2)) else {
        throw fail(
          "metadata type", offset + 2, .atMost, expected: 4,
          found: Int64(bytes.byte(at: offset + 2)))
      }
      guard bytes.byte(at: offset + 3) == 0 else {
        throw fail(
          "reserved byte", offset + 3, expected: 0, found: Int64(bytes.byte(at: offset + 3)))
      }
      let available = end - offset - recordHeader
      guard UInt64(keyLength) + valueLength <= UInt64(available) else {
        throw fail(
          "metadata key and value length", offset, .atMost, expected: Int64(available),
          found: Int64(keyLength) + Int64(valueLength))
      }
      let key = (offset + recordHeader)..<(offset + recordHeader + keyLength)
      let value = key.upperBound..<(key.upperBound + Int(valueLength))
      let scanner = UTF8Scanner(bytes)
      if let bad = scanner.firstFault(in: key, allowingControlCharacters: false) {
        throw fail(
          "metadata key byte that is not UTF-8 or is a control character, where text", bad,
          .atLeast, expected: 0x20, found: Int64(bytes.byte(at: bad)))
      }
      switch type {
      case .text:
        if let bad = scanner.firstFault(in: value, allowingControlCharacters: true) {
          throw fail(
            "metadata text byte that is not UTF-8, where ASCII", bad, .atMost, expected: 0x7F,
            found: Int64(bytes.byte(at: bad)))
        }
      case .int64, .float64:
        guard value.count == 8 else {
          throw fail("metadata value length", offset + 4, expected: 8, found: Int64(value.count))
        }
      case .boolean:
        guard value.count == 1 else {
          throw fail("metadata value length", offset + 4, expected: 1, found: Int64(value.count))
        }
        guard bytes.byte(at: value.lowerBound) <= 1 else {
          throw fail(
            "metadata boolean", value.lowerBound, .atMost, expected: 1,
            found: Int64(bytes.byte(at: value.lowerBound)))
        }
      }
      if index > 0, !isAscending(bytes, previousKey, key) {
        throw fail(
          "metadata key that does not ascend; its length", offset, .atLeast, expected: 1,
          found: Int64(keyLength))
      }
      previousKey = key
      offset = value.upperBound
    }
    guard offset == end else {
      throw fail("metadata bytes used", 0, expected: Int64(offset - header), found: Int64(used))
    }
    if let offset = bytes.firstNonZero(in: end..<bytes.byteCount) {
      throw fail("metadata room", offset, expected: 0, found: Int64(bytes.byte(at: offset)))
    }
  }

  private func isAscending(_ bytes: RawSpan, _ left: Range<Int>, _ right: Range<Int>) -> Bool {
    for index in 0..<min(left.count, right.count) {
      let (a, b) = (
        bytes.byte(at: left.lowerBound + index), bytes.byte(at: right.lowerBound + index)
      )
      if a != b { return a < b }
    }
    return left.count < right.count
  }
}

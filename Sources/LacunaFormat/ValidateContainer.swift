// Rules C1 to C11: the header, the section table, the padding and the checksums.

/// Computes the CRC-32 of bytes, continuing from that of the bytes before them.
public typealias Checksum = (_ bytes: RawSpan, _ previous: UInt32) -> UInt32

/// The sections of a file whose container rules hold.
struct Container: ~Escapable {
  let bytes: RawSpan
  let sectionCount: Int

  /// Checks the rules C1 to C8, C10 and C11, and of C9 that no critical kind is unknown.
  ///
  /// O(sections), plus one pass over the bytes for the checksums.
  @_lifetime(copy bytes)
  init(validating bytes: RawSpan, checksum: Checksum) throws(FormatError) {
    self.bytes = bytes
    self.sectionCount = try Self.validateHeader(bytes, checksum: checksum)
    try validateSections(checksum: checksum)
  }

  /// Of any minor version a reader opens what it knows.
  static let majorVersion: UInt16 = 1

  private static func validateHeader(
    _ bytes: RawSpan, checksum: Checksum
  ) throws(FormatError) -> Int {
    let headerByteCount = ModelLayout.headerByteCount
    guard bytes.byteCount >= headerByteCount else {
      throw FormatError(
        .c1, "file length", at: 0, .atLeast, expected: Int64(headerByteCount),
        found: Int64(bytes.byteCount))
    }
    guard bytes.uint64(at: 0) == ModelView.signature else {
      throw FormatError(
        .c1, "signature", at: 0, expected: Int64(bitPattern: ModelView.signature),
        found: Int64(bitPattern: bytes.uint64(at: 0)))
    }
    guard bytes.uint16(at: 8) == majorVersion else {
      throw FormatError(
        .c2, "major version", at: 8, expected: Int64(majorVersion),
        found: Int64(bytes.uint16(at: 8)))
    }
    let sectionCount = bytes.uint32(at: 12)
    guard sectionCount >= 2 else {
      throw FormatError(
        .c3, "section count", at: 12, .atLeast, expected: 2, found: Int64(sectionCount))
    }
    guard sectionCount <= 65_535 else {
      throw FormatError(
        .c3, "section count", at: 12, .atMost, expected: 65_535, found: Int64(sectionCount))
    }
    let tableEnd = headerByteCount + SectionRecord.byteCount * Int(sectionCount)
    guard bytes.byteCount >= tableEnd else {
      throw FormatError(
        .c3, "file length, for the section table", at: 12, .atLeast, expected: Int64(tableEnd),
        found: Int64(bytes.byteCount))
    }
    guard bytes.uint64(at: 16) == UInt64(bytes.byteCount) else {
      throw FormatError(
        .c4, "file length", at: 16, expected: Int64(bitPattern: bytes.uint64(at: 16)),
        found: Int64(bytes.byteCount))
    }
    if let offset = bytes.firstNonZero(in: 24..<60) {
      throw FormatError(
        .c5, "reserved byte", at: UInt64(offset), expected: 0, found: Int64(bytes.byte(at: offset)))
    }
    let header = checksum(bytes.bytes(at: 0, count: 60), 0)
    let crc = checksum(
      bytes.bytes(at: headerByteCount, count: tableEnd - headerByteCount), header)
    guard bytes.uint32(at: 60) == crc else {
      throw FormatError(
        .c6, "CRC-32 of header and section table", at: 60, expected: Int64(crc),
        found: Int64(bytes.uint32(at: 60)))
    }
    return Int(sectionCount)
  }

  private func validateSections(checksum: Checksum) throws(FormatError) {
    let fileLength = UInt64(bytes.byteCount)
    var end = ModelLayout.headerByteCount + SectionRecord.byteCount * sectionCount
    for index in 0..<sectionCount {
      let entry = ModelLayout.headerByteCount + SectionRecord.byteCount * index
      let at = UInt64(entry)
      let reserved =
        bytes.firstNonZero(in: (entry + 2)..<(entry + 8))
        ?? bytes.firstNonZero(in: (entry + 28)..<(entry + 32))
      if let reserved {
        throw FormatError(
          .c5, "reserved byte", at: UInt64(reserved), section: index, expected: 0,
          found: Int64(bytes.byte(at: reserved)))
      }
      let kind = bytes.uint16(at: entry)
      if SectionKind(rawValue: kind) == nil, SectionKind.isCritical(kind) {
        throw FormatError(
          .c9, "unknown critical section kind, where ancillary kinds", at: at, section: index,
          .atLeast, expected: 0x8000, found: Int64(kind))
      }
      let offset = bytes.uint64(at: entry + 8)
      let length = bytes.uint64(at: entry + 16)
      let start = roundedUp(UInt64(end), toMultipleOf: 64)
      guard offset == start else {
        throw FormatError(
          .c7, "section offset", at: at + 8, section: index, expected: Int64(start),
          found: Int64(bitPattern: offset))
      }
      guard length >= 1 else {
        throw FormatError(
          .c8, "section length", at: at + 16, section: index, .atLeast, expected: 1, found: 0)
      }
      guard start <= fileLength, length <= fileLength - start else {
        throw FormatError(
          .c7, "section length", at: at + 16, section: index, .atMost,
          expected: Int64(fileLength) - Int64(start), found: Int64(bitPattern: length))
      }
      try validatePadding(end..<Int(start), before: index)
      let crc = checksum(bytes.bytes(at: Int(start), count: Int(length)), 0)
      guard bytes.uint32(at: entry + 24) == crc else {
        throw FormatError(
          .c11, "CRC-32 of the section", at: at + 24, section: index,
          expected: Int64(bytes.uint32(at: entry + 24)), found: Int64(crc))
      }
      end = Int(start) + Int(length)
    }
    guard roundedUp(UInt64(end), toMultipleOf: 64) == fileLength else {
      throw FormatError(
        .c7, "end of the file", at: fileLength,
        expected: Int64(roundedUp(UInt64(end), toMultipleOf: 64)), found: Int64(fileLength))
    }
    try validatePadding(end..<bytes.byteCount, before: sectionCount)
  }

  private func validatePadding(_ range: Range<Int>, before section: Int) throws(FormatError) {
    if let offset = bytes.firstNonZero(in: range) {
      throw FormatError(
        .c10, "padding byte", at: UInt64(offset), section: section == 0 ? nil : section - 1,
        expected: 0, found: Int64(bytes.byte(at: offset)))
    }
  }

  /// The raw kind of the section at `index`.
  func rawKind(at index: Int) -> UInt16 {
    bytes.uint16(at: ModelLayout.headerByteCount + SectionRecord.byteCount * index)
  }

  /// Where the section at `index` is; within the file, once validated.
  func range(at index: Int) -> Range<Int> {
    let entry = ModelLayout.headerByteCount + SectionRecord.byteCount * index
    let start = Int(bytes.uint64(at: entry + 8))
    return start..<(start + Int(bytes.uint64(at: entry + 16)))
  }
}

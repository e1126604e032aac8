import LacunaFormat

/// The bytes of a file, made section by section (`spec/container.md`).
struct FileWriter {
  let layout: FileLayout
  private(set) var bytes: [UInt8]

  /// A file of zeros. O(file).
  init(_ layout: FileLayout) {
    self.layout = layout
    bytes = [UInt8](repeating: 0, count: layout.byteCount)
  }

  /// Writes a section whole.
  mutating func write(_ section: [UInt8], at index: Int) {
    put(section, at: layout.sections[index].offset)
  }

  /// Writes a section whole.
  mutating func copy(_ section: RawSpan, to index: Int) {
    let offset = layout.sections[index].offset
    for place in 0..<section.byteCount { bytes[offset + place] = section.byte(at: place) }
  }

  /// Lets `body` write where sections are, in place.
  mutating func withBytes(_ body: (inout MutableSpan<UInt8>) -> Void) {
    var span = bytes.mutableSpan
    body(&span)
  }

  /// Writes the header and the section table, with the checksums of all sections. O(file).
  ///
  /// - Parameter minorVersion: the least that gives all of the file a meaning (rule R5).
  mutating func finish(minorVersion: UInt16 = 0) {
    put([0xAC, 0x4C, 0x43, 0x4E, 0x41, 0x0D, 0x0A, 0x1A], at: 0)
    put(littleEndianBytes(UInt16(1)) + littleEndianBytes(minorVersion), at: 8)
    put(littleEndianBytes(UInt32(layout.sections.count)), at: 12)
    put(littleEndianBytes(UInt64(layout.byteCount)), at: 16)
    for (index, section) in layout.sections.enumerated() {
      let entry = FileLayout.headerByteCount + FileLayout.entryByteCount * index
      put(littleEndianBytes(section.rawKind), at: entry)
      put(littleEndianBytes(UInt64(section.offset)), at: entry + 8)
      put(littleEndianBytes(UInt64(section.length)), at: entry + 16)
      let end = section.offset + section.length
      put(littleEndianBytes(checksum(section.offset..<end, continuing: 0)), at: entry + 24)
    }
    let tableEnd =
      FileLayout.headerByteCount + FileLayout.entryByteCount * layout.sections.count
    let crc = checksum(
      FileLayout.headerByteCount..<tableEnd, continuing: checksum(0..<60, continuing: 0))
    put(littleEndianBytes(crc), at: 60)
  }

  private func checksum(_ range: Range<Int>, continuing previous: UInt32) -> UInt32 {
    // Bytes have no padding.
    unsafe CRC32.checksum(bytes.span.bytes.extracting(range), continuing: previous)
  }

  private mutating func put(_ source: [UInt8], at offset: Int) {
    for (index, byte) in source.enumerated() { bytes[offset + index] = byte }
  }
}

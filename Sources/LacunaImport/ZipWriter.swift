// Layouts: PKWARE, .ZIP File Format Specification (APPNOTE) 6.3.10, sections 4.3.7, 4.3.12, 4.3.16.

/// Writes an archive of stored members, dated 1980-01-01, so that the same members give the same
/// bytes: for each member a header, which its bytes follow, and the directory at the end.
struct ZipWriter {
  /// Bytes of the archive so far.
  private var byteCount = 0
  private var directory: [UInt8] = []
  private var memberCount = 0

  private static let version: UInt16 = 20
  private static let epochDate: UInt16 = 1 << 5 | 1

  /// What precedes the bytes of a member.
  ///
  /// - Parameters:
  ///   - count: bytes of the member.
  ///   - checksum: their CRC-32.
  mutating func header(
    name: String, count: Int, checksum: UInt32
  ) throws(NumpyWriteError) -> [UInt8] {
    let nameBytes = Array(name.utf8)
    try Self.check("length of the name \(name.prefix(64))", nameBytes.count, below: 0xFFFF)
    try Self.check("size of \(name)", count, below: 0xFFFF_FFFF)
    try Self.check("offset of \(name)", byteCount, below: 0xFFFF_FFFF)
    let offset = UInt32(byteCount)

    var common: [UInt8] = []
    common.append(littleEndian: Self.version)
    common.append(littleEndian: name.allSatisfy(\.isASCII) ? 0 : ZipHeader.isUTF8)
    common.append(littleEndian: ZipMember.Method.stored.rawValue)
    common.append(littleEndian: UInt16(0))
    common.append(littleEndian: Self.epochDate)
    common.append(littleEndian: checksum)
    common.append(littleEndian: UInt32(count))
    common.append(littleEndian: UInt32(count))
    common.append(littleEndian: UInt16(nameBytes.count))
    common.append(littleEndian: UInt16(0))

    directory.append(littleEndian: 0x0201_4B50 as UInt32)
    directory.append(littleEndian: Self.version)
    directory += common
    // Comment, disk, internal and external attributes.
    directory += Array(repeating: 0, count: 2 + 2 + 2 + 4)
    directory.append(littleEndian: offset)
    directory += nameBytes
    memberCount += 1

    var header: [UInt8] = []
    header.append(littleEndian: 0x0403_4B50 as UInt32)
    header += common + nameBytes
    byteCount += header.count + count
    return header
  }

  /// What follows the last member.
  consuming func end() throws(NumpyWriteError) -> [UInt8] {
    try Self.check("number of arrays", memberCount, below: 0xFFFF)
    try Self.check("size of the archive", byteCount, below: 0xFFFF_FFFF)
    try Self.check("size of the central directory", directory.count, below: 0xFFFF_FFFF)
    let offset = UInt32(byteCount)
    var bytes = directory
    bytes.append(littleEndian: 0x0605_4B50 as UInt32)
    bytes.append(littleEndian: UInt32(0))
    bytes.append(littleEndian: UInt16(memberCount))
    bytes.append(littleEndian: UInt16(memberCount))
    bytes.append(littleEndian: UInt32(directory.count))
    bytes.append(littleEndian: offset)
    bytes.append(littleEndian: UInt16(0))
    return bytes
  }

  private static func check(
    _ what: String, _ found: Int, below limit: Int
  ) throws(NumpyWriteError) {
    guard found < limit else { throw .tooLarge(what: what, limit: limit, found: found) }
  }
}

// Layouts: PKWARE, .ZIP File Format Specification (APPNOTE) 6.3.10, sections 4.3.7, 4.3.12, 4.3.16.

/// Writes an archive of stored members, dated 1980-01-01, so that the same members give the same
/// bytes.
struct ZipWriter {
  private var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var memberCount = 0

  private static let version: UInt16 = 20
  private static let epochDate: UInt16 = 1 << 5 | 1

  mutating func append(name: String, bytes data: [UInt8]) throws(NumpyWriteError) {
    let nameBytes = Array(name.utf8)
    try Self.check("length of the name \(name.prefix(64))", nameBytes.count, below: 0xFFFF)
    try Self.check("size of \(name)", data.count, below: 0xFFFF_FFFF)
    try Self.check("offset of \(name)", bytes.count, below: 0xFFFF_FFFF)
    let offset = UInt32(bytes.count)

    var common: [UInt8] = []
    common.append(littleEndian: Self.version)
    common.append(littleEndian: name.allSatisfy(\.isASCII) ? 0 : ZipHeader.isUTF8)
    common.append(littleEndian: ZipMember.Method.stored.rawValue)
    common.append(littleEndian: UInt16(0))
    common.append(littleEndian: Self.epochDate)
    common.append(littleEndian: unsafe data.withUnsafeBytes { unsafe crc32(of: $0) })
    common.append(littleEndian: UInt32(data.count))
    common.append(littleEndian: UInt32(data.count))
    common.append(littleEndian: UInt16(nameBytes.count))
    common.append(littleEndian: UInt16(0))

    bytes.append(littleEndian: 0x0403_4B50 as UInt32)
    bytes += common
    bytes += nameBytes
    bytes += data

    directory.append(littleEndian: 0x0201_4B50 as UInt32)
    directory.append(littleEndian: Self.version)
    directory += common
    // Comment, disk, internal and external attributes.
    directory += Array(repeating: 0, count: 2 + 2 + 2 + 4)
    directory.append(littleEndian: offset)
    directory += nameBytes
    memberCount += 1
  }

  consuming func finish() throws(NumpyWriteError) -> [UInt8] {
    try Self.check("number of arrays", memberCount, below: 0xFFFF)
    try Self.check("size of the archive", bytes.count, below: 0xFFFF_FFFF)
    try Self.check("size of the central directory", directory.count, below: 0xFFFF_FFFF)
    let offset = UInt32(bytes.count)
    bytes += directory
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

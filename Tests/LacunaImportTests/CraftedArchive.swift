@testable import LacunaImport

/// The bytes of an archive that is not necessarily a right one.
struct CraftedArchive {
  struct Member {
    var name: String
    /// The name in the local header, where it is another.
    var localName: String?
    var method: UInt16 = 0
    var localMethod: UInt16?
    var flags: UInt16 = 0
    var localFlags: UInt16?
    var data: [UInt8]
    var crc32: UInt32
    var localCRC32: UInt32?
    var size: UInt32
    var localSize: UInt32?
    var compressedSize: UInt32
    var localCompressedSize: UInt32?
    /// Extra fields of the local and of the central header.
    var localExtra: [UInt8] = []
    var centralExtra: [UInt8] = []
    /// Where the central directory says that the local header is.
    var offset: UInt32?

    /// A stored member.
    init(_ name: String, _ data: [UInt8]) {
      self.name = name
      self.data = data
      crc32 = bitwiseCRC32(data)
      size = UInt32(data.count)
      compressedSize = UInt32(data.count)
    }
  }

  var members: [Member]
  var disk: UInt16 = 0
  var comment: [UInt8] = []
  /// Adds ZIP64 records at the end, as large archives have them.
  var hasZip64End = false

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      let offset = member.offset ?? UInt32(bytes.count)
      let localName = Array((member.localName ?? member.name).utf8)
      bytes.append(littleEndian: 0x0403_4B50 as UInt32)
      bytes.append(littleEndian: 20 as UInt16)
      bytes.append(littleEndian: member.localFlags ?? member.flags)
      bytes.append(littleEndian: member.localMethod ?? member.method)
      bytes.append(littleEndian: 0 as UInt32)
      bytes.append(littleEndian: member.localCRC32 ?? member.crc32)
      bytes.append(littleEndian: member.localCompressedSize ?? member.compressedSize)
      bytes.append(littleEndian: member.localSize ?? member.size)
      bytes.append(littleEndian: UInt16(localName.count))
      bytes.append(littleEndian: UInt16(member.localExtra.count))
      bytes += localName + member.localExtra + member.data

      directory.append(littleEndian: 0x0201_4B50 as UInt32)
      directory.append(littleEndian: 20 as UInt16)
      directory.append(littleEndian: 20 as UInt16)
      directory.append(littleEndian: member.flags)
      directory.append(littleEndian: member.method)
      directory.append(littleEndian: 0 as UInt32)
      directory.append(littleEndian: member.crc32)
      directory.append(littleEndian: member.compressedSize)
      directory.append(littleEndian: member.size)
      directory.append(littleEndian: UInt16(member.name.utf8.count))
      directory.append(littleEndian: UInt16(member.centralExtra.count))
      directory += [UInt8](repeating: 0, count: 10)
      directory.append(littleEndian: offset)
      directory += Array(member.name.utf8) + member.centralExtra
    }
    let start = bytes.count
    bytes += directory
    if hasZip64End {
      let record = bytes.count
      bytes.append(littleEndian: 0x0606_4B50 as UInt32)
      bytes.append(littleEndian: 44 as UInt64)
      bytes.append(littleEndian: 45 as UInt16)
      bytes.append(littleEndian: 45 as UInt16)
      bytes.append(littleEndian: UInt64(0))
      bytes.append(littleEndian: UInt64(members.count))
      bytes.append(littleEndian: UInt64(members.count))
      bytes.append(littleEndian: UInt64(directory.count))
      bytes.append(littleEndian: UInt64(start))
      bytes.append(littleEndian: 0x0706_4B50 as UInt32)
      bytes.append(littleEndian: 0 as UInt32)
      bytes.append(littleEndian: UInt64(record))
      bytes.append(littleEndian: 1 as UInt32)
    }
    bytes.append(littleEndian: 0x0605_4B50 as UInt32)
    bytes.append(littleEndian: hasZip64End ? 0xFFFF : disk)
    bytes.append(littleEndian: hasZip64End ? 0xFFFF : disk)
    bytes.append(littleEndian: hasZip64End ? 0xFFFF : UInt16(members.count))
    bytes.append(littleEndian: hasZip64End ? 0xFFFF : UInt16(members.count))
    bytes.append(littleEndian: hasZip64End ? 0xFFFF_FFFF : UInt32(directory.count))
    bytes.append(littleEndian: hasZip64End ? 0xFFFF_FFFF : UInt32(start))
    bytes.append(littleEndian: UInt16(comment.count))
    return bytes + comment
  }
}

/// What is found to be wrong with an archive when every array is read.
func problem(_ archive: CraftedArchive) throws -> ImportProblem? {
  let folder = try TemporaryFolder()
  return importError { _ = try readAll(archive.bytes, in: folder) }?.problem
}

/// CRC-32 bit by bit, from its definition.
func bitwiseCRC32(_ bytes: [UInt8]) -> UInt32 {
  var crc: UInt32 = 0xFFFF_FFFF
  for byte in bytes {
    crc ^= UInt32(byte)
    for _ in 0..<8 {
      crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1
    }
  }
  return ~crc
}

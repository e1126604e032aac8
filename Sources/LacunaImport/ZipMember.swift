/// One member of a ZIP archive, its central and local headers checked against one another.
struct ZipMember: Sendable {
  enum Method: UInt16, Sendable {
    case stored = 0
    case deflated = 8
  }

  let name: String
  let method: Method
  /// Nil where the format that the archive is of has none.
  var crc32: UInt32?
  /// Where the local header begins.
  let headerOffset: Int
  /// Where the data lie in the file, compressed or not.
  let data: Range<Int>
  /// Where the member ends, with its data descriptor.
  let end: Int
  /// Bytes of the data when inflated.
  let byteCount: Int

  var place: String { "member \(name)" }
}

/// What both headers of a member say.
struct ZipHeader {
  var name: [UInt8]
  var flags: UInt16
  var method: UInt16
  var crc32: UInt32
  var compressedSize: UInt64
  var uncompressedSize: UInt64
  /// Of the local header; the central one alone has it.
  var localOffset: UInt64
  /// Whether a ZIP64 field gave the sizes.
  var hasZip64Sizes: Bool
  /// Where the header ends.
  var end: Int

  static let isEncrypted: UInt16 = 1 << 0
  static let hasDataDescriptor: UInt16 = 1 << 3
  static let isPatch: UInt16 = 1 << 5
  static let isStronglyEncrypted: UInt16 = 1 << 6
  static let isUTF8: UInt16 = 1 << 11
  static let hasMaskedHeader: UInt16 = 1 << 13
}

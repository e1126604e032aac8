extension ZipMember {
  /// The member that a central header describes, its local header and data descriptor read too.
  ///
  /// - Throws: `ImportError.unsupported` where the member is encrypted or compressed in another way
  ///   than DEFLATE; `ImportError.malformed` where the headers disagree or the data do not lie
  ///   between the local header and the central directory.
  init(
    _ central: ZipHeader, at offset: Int, in file: SourceFile, directoryStart: Int
  ) throws(ImportError) {
    guard let name = String(validating: central.name, as: UTF8.self), !name.isEmpty else {
      throw .malformed(
        ImportProblem(
          path: file.path, place: "central directory", byteOffset: offset,
          expected: "a member's name in UTF-8", found: "bytes \(central.name.prefix(32))"))
    }
    let place = "member \(name)"
    func fail(_ expected: String, _ found: String) -> ImportError {
      .malformed(
        ImportProblem(
          path: file.path, place: place, byteOffset: offset, expected: expected, found: found))
    }
    func refuse(_ expected: String, _ found: String) -> ImportError {
      .unsupported(
        ImportProblem(
          path: file.path, place: place, byteOffset: offset, expected: expected, found: found))
    }
    let encryption =
      ZipHeader.isEncrypted | ZipHeader.isStronglyEncrypted | ZipHeader.hasMaskedHeader
    guard central.flags & encryption == 0 else {
      throw refuse("a member in the clear", "an encrypted one")
    }
    guard central.flags & ZipHeader.isPatch == 0 else {
      throw refuse("a whole member", "patch data")
    }
    guard let method = Method(rawValue: central.method) else {
      throw refuse("method 0 (stored) or 8 (deflated)", "method \(central.method)")
    }
    guard central.localOffset < UInt64(directoryStart) else {
      throw fail(
        "a local header before the central directory at byte \(directoryStart)",
        "offset \(central.localOffset)")
    }
    let local = try ZipHeader(localIn: file, at: Int(central.localOffset), place: place)
    try Self.check(local, against: central, in: file, place: place)

    let (end, overflows) = UInt64(local.end).addingReportingOverflow(central.compressedSize)
    guard !overflows && end <= UInt64(directoryStart) else {
      throw fail(
        "data that end by byte \(directoryStart), where the central directory begins",
        "\(central.compressedSize) bytes from byte \(local.end)")
    }
    guard let byteCount = Int(exactly: central.uncompressedSize) else {
      throw fail("a size below 2^63", "\(central.uncompressedSize)")
    }
    switch method {
    case .stored:
      guard central.uncompressedSize == central.compressedSize else {
        throw fail(
          "\(central.uncompressedSize) bytes stored", "\(central.compressedSize) bytes")
      }
    case .deflated:
      // DEFLATE makes nothing larger than 1032 times (258 bytes from two bits), so nothing larger
      // need be allocated to find out that a size is false.
      guard central.uncompressedSize / 1032 <= central.compressedSize else {
        throw fail(
          "at most 1032 times the \(central.compressedSize) compressed bytes",
          "a size of \(central.uncompressedSize)")
      }
    }
    self.name = name
    self.method = method
    crc32 = central.crc32
    headerOffset = Int(central.localOffset)
    data = local.end..<Int(end)
    self.byteCount = byteCount
    self.end =
      local.flags & ZipHeader.hasDataDescriptor == 0
      ? data.upperBound
      : try Self.endOfDescriptor(
        central, at: data.upperBound, isWide: local.hasZip64Sizes, limit: directoryStart, in: file,
        place: place)
  }

  private static func check(
    _ local: ZipHeader, against central: ZipHeader, in file: SourceFile, place: String
  ) throws(ImportError) {
    let isDeferred = local.flags & ZipHeader.hasDataDescriptor != 0
    func matches(_ local: UInt64, _ central: UInt64) -> Bool {
      local == central || (isDeferred && local == 0)
    }
    func fail(_ what: String, _ central: String, _ local: String, at field: Int) -> ImportError {
      .malformed(
        ImportProblem(
          path: file.path, place: place, byteOffset: field,
          expected: "\(what) \(central) as in the central directory", found: local))
    }
    let start = Int(local.localOffset)
    let understood =
      ZipHeader.isEncrypted | ZipHeader.hasDataDescriptor | ZipHeader.isPatch
      | ZipHeader.isStronglyEncrypted | ZipHeader.isUTF8 | ZipHeader.hasMaskedHeader
    guard local.name == central.name else {
      throw fail(
        "name", String(decoding: central.name, as: UTF8.self),
        String(decoding: local.name, as: UTF8.self), at: start + 30)
    }
    guard local.flags & understood == central.flags & understood else {
      throw fail("flags", "\(central.flags)", "\(local.flags)", at: start + 6)
    }
    guard local.method == central.method else {
      throw fail("method", "\(central.method)", "\(local.method)", at: start + 8)
    }
    guard matches(UInt64(local.crc32), UInt64(central.crc32)) else {
      throw fail(
        "CRC-32", hexadecimal(central.crc32), hexadecimal(local.crc32), at: start + 14)
    }
    guard matches(local.compressedSize, central.compressedSize) else {
      throw fail(
        "compressed size", "\(central.compressedSize)", "\(local.compressedSize)", at: start + 18)
    }
    guard matches(local.uncompressedSize, central.uncompressedSize) else {
      throw fail(
        "size", "\(central.uncompressedSize)", "\(local.uncompressedSize)", at: start + 22)
    }
  }

  /// Where the data descriptor ends (APPNOTE 4.3.9): with or without a signature, its sizes in 32
  /// or 64 bits.
  private static func endOfDescriptor(
    _ central: ZipHeader, at offset: Int, isWide: Bool, limit: Int, in file: SourceFile,
    place: String
  ) throws(ImportError) -> Int {
    for hasSignature in [true, false] {
      for isWide in [isWide, !isWide] {
        let first = offset + (hasSignature ? 4 : 0)
        let end = first + (isWide ? 20 : 12)
        guard end <= limit else { continue }
        if hasSignature, try file.load(UInt32.self, at: offset, place: place) != 0x0807_4B50 {
          continue
        }
        let crc32 = try file.load(UInt32.self, at: first, place: place)
        let compressedSize: UInt64
        let uncompressedSize: UInt64
        if isWide {
          compressedSize = try file.load(UInt64.self, at: first + 4, place: place)
          uncompressedSize = try file.load(UInt64.self, at: first + 12, place: place)
        } else {
          compressedSize = UInt64(try file.load(UInt32.self, at: first + 4, place: place))
          uncompressedSize = UInt64(try file.load(UInt32.self, at: first + 8, place: place))
        }
        if crc32 == central.crc32 && compressedSize == central.compressedSize
          && uncompressedSize == central.uncompressedSize
        {
          return end
        }
      }
    }
    throw .malformed(
      ImportProblem(
        path: file.path, place: place, byteOffset: offset,
        expected: "a data descriptor that says what the central directory says",
        found: "other bytes"))
  }
}

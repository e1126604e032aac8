// Layouts: PKWARE, .ZIP File Format Specification (APPNOTE) 6.3.10, sections 4.3.7 (local header),
// 4.3.12 (central directory) and 4.5.3 (ZIP64 field).

extension ZipHeader {
  /// A central directory header.
  init(centralIn file: SourceFile, at offset: Int, limit: Int) throws(ImportError) {
    let place = "central directory"
    try Self.checkSignature(0x0201_4B50, in: file, at: offset, place: place)
    flags = try file.load(UInt16.self, at: offset + 8, place: place)
    method = try file.load(UInt16.self, at: offset + 10, place: place)
    crc32 = try file.load(UInt32.self, at: offset + 16, place: place)
    compressedSize = UInt64(try file.load(UInt32.self, at: offset + 20, place: place))
    uncompressedSize = UInt64(try file.load(UInt32.self, at: offset + 24, place: place))
    let nameCount = Int(try file.load(UInt16.self, at: offset + 28, place: place))
    let extraCount = Int(try file.load(UInt16.self, at: offset + 30, place: place))
    let commentCount = Int(try file.load(UInt16.self, at: offset + 32, place: place))
    let disk = try file.load(UInt16.self, at: offset + 34, place: place)
    localOffset = UInt64(try file.load(UInt32.self, at: offset + 42, place: place))
    let nameStart = offset + 46
    let extraStart = nameStart + nameCount
    end = extraStart + extraCount + commentCount
    guard end <= limit else {
      throw .malformed(
        ImportProblem(
          path: file.path, place: place, byteOffset: offset,
          expected: "a header that ends by byte \(limit)", found: "one that ends at byte \(end)"))
    }
    name = try file.copy(nameStart..<extraStart, place: place)
    hasZip64Sizes = false
    try readZip64(
      in: file, extra: extraStart..<extraStart + extraCount, disk: disk, isCentral: true)
  }

  /// A local header.
  init(localIn file: SourceFile, at offset: Int, place: String) throws(ImportError) {
    try Self.checkSignature(0x0403_4B50, in: file, at: offset, place: place)
    flags = try file.load(UInt16.self, at: offset + 6, place: place)
    method = try file.load(UInt16.self, at: offset + 8, place: place)
    crc32 = try file.load(UInt32.self, at: offset + 14, place: place)
    compressedSize = UInt64(try file.load(UInt32.self, at: offset + 18, place: place))
    uncompressedSize = UInt64(try file.load(UInt32.self, at: offset + 22, place: place))
    let nameCount = Int(try file.load(UInt16.self, at: offset + 26, place: place))
    let extraCount = Int(try file.load(UInt16.self, at: offset + 28, place: place))
    localOffset = UInt64(offset)
    let extraStart = offset + 30 + nameCount
    end = extraStart + extraCount
    name = try file.copy(offset + 30..<extraStart, place: place)
    hasZip64Sizes = false
    try readZip64(
      in: file, extra: extraStart..<extraStart + extraCount, disk: 0, isCentral: false)
  }

  private static func checkSignature(
    _ signature: UInt32, in file: SourceFile, at offset: Int, place: String
  ) throws(ImportError) {
    let found = try file.load(UInt32.self, at: offset, place: place)
    guard found == signature else {
      throw .malformed(
        ImportProblem(
          path: file.path, place: place, byteOffset: offset,
          expected: "signature \(hexadecimal(signature))", found: hexadecimal(found)))
    }
  }

  /// Replaces each saturated size and offset by its 64-bit value from the extra fields.
  private mutating func readZip64(
    in file: SourceFile, extra: Range<Int>, disk: UInt16, isCentral: Bool
  ) throws(ImportError) {
    let place = "extra field of member \(String(decoding: name, as: UTF8.self))"
    var disk = UInt32(disk)
    var offset = extra.lowerBound
    while offset < extra.upperBound {
      // Some writers pad the field with zeros that are too few for a record.
      guard extra.upperBound - offset >= 4 else { break }
      let kind = try file.load(UInt16.self, at: offset, place: place)
      let size = Int(try file.load(UInt16.self, at: offset + 2, place: place))
      var field = offset + 4
      let fieldEnd = field + size
      guard fieldEnd <= extra.upperBound else {
        throw .malformed(
          ImportProblem(
            path: file.path, place: place, byteOffset: offset,
            expected: "a record that ends by byte \(extra.upperBound)",
            found: "one that ends at byte \(fieldEnd)"))
      }
      offset = fieldEnd
      guard kind == 1 else { continue }

      func next<Integer: FixedWidthInteger & BitwiseCopyable>(
        _ type: Integer.Type
      ) throws(ImportError) -> Integer {
        let width = MemoryLayout<Integer>.size
        guard fieldEnd - field >= width else {
          throw .malformed(
            ImportProblem(
              path: file.path, place: place, byteOffset: field,
              expected: "\(width) bytes of a ZIP64 value", found: "\(fieldEnd - field)"))
        }
        defer { field += width }
        return try file.load(type, at: field, place: place)
      }
      if uncompressedSize == 0xFFFF_FFFF {
        uncompressedSize = try next(UInt64.self)
        hasZip64Sizes = true
      }
      if compressedSize == 0xFFFF_FFFF {
        compressedSize = try next(UInt64.self)
        hasZip64Sizes = true
      }
      if isCentral && localOffset == 0xFFFF_FFFF {
        localOffset = try next(UInt64.self)
      }
      if isCentral && disk == 0xFFFF {
        disk = try next(UInt32.self)
      }
      break
    }
    guard disk == 0 else {
      throw .unsupported(
        ImportProblem(
          path: file.path, place: place, byteOffset: extra.lowerBound,
          expected: "an archive in one file", found: "a member on disk \(disk)"))
    }
  }
}

/// `0x` and eight digits.
func hexadecimal(_ value: UInt32) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
}

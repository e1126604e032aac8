// Layouts: PKWARE, .ZIP File Format Specification (APPNOTE) 6.3.10, sections 4.3.14 to 4.3.16.

/// Where the central directory lies, from the records at the end of the archive.
struct ZipDirectory {
  let range: Range<Int>
  let memberCount: Int

  init(_ file: SourceFile) throws(ImportError) {
    let end = try Self.findEnd(in: file)
    let place = "end of central directory"
    let disk = try file.load(UInt16.self, at: end + 4, place: place)
    let directoryDisk = try file.load(UInt16.self, at: end + 6, place: place)
    var memberCountHere = UInt64(try file.load(UInt16.self, at: end + 8, place: place))
    var memberCount = UInt64(try file.load(UInt16.self, at: end + 10, place: place))
    var size = UInt64(try file.load(UInt32.self, at: end + 12, place: place))
    var offset = UInt64(try file.load(UInt32.self, at: end + 16, place: place))
    var disks = [UInt32(disk), UInt32(directoryDisk)].filter { $0 != 0xFFFF }
    var limit = end

    if let locator = try Self.zip64Locator(in: file, before: end) {
      disks.append(locator.disk)
      let place = "ZIP64 end of central directory"
      let record = try Self.position(
        locator.offset, size: 56, limit: end - 20, in: file, place: place, at: end - 12)
      let signature = try file.load(UInt32.self, at: record, place: place)
      guard signature == 0x0606_4B50 else {
        throw .malformed(
          ImportProblem(
            path: file.path, place: place, byteOffset: record,
            expected: "signature 0x06064B50", found: hexadecimal(signature)))
      }
      disks.append(try file.load(UInt32.self, at: record + 16, place: place))
      disks.append(try file.load(UInt32.self, at: record + 20, place: place))
      memberCountHere = try file.load(UInt64.self, at: record + 24, place: place)
      memberCount = try file.load(UInt64.self, at: record + 32, place: place)
      size = try file.load(UInt64.self, at: record + 40, place: place)
      offset = try file.load(UInt64.self, at: record + 48, place: place)
      limit = record
    }
    guard disks.allSatisfy({ $0 == 0 }) && memberCount == memberCountHere else {
      throw .unsupported(
        ImportProblem(
          path: file.path, place: place, byteOffset: end, expected: "an archive in one file",
          found: "a part of several"))
    }
    let start = try Self.position(
      offset, size: size, limit: limit, in: file, place: place, at: end + 12)
    // A header has 46 bytes at least, so a larger count is no count of headers.
    guard memberCount <= size / 46 else {
      throw .malformed(
        ImportProblem(
          path: file.path, place: place, byteOffset: end + 10,
          expected: "at most \(size / 46) members in a directory of \(size) bytes",
          found: "\(memberCount)"))
    }
    range = start..<start + Int(size)
    self.memberCount = Int(memberCount)
  }

  /// The last end record whose comment reaches exactly to the end of the file.
  private static func findEnd(in file: SourceFile) throws(ImportError) -> Int {
    let place = "end of central directory"
    var offset = file.count - 22
    while offset >= 0 && offset >= file.count - 22 - 0xFFFF {
      if try file.load(UInt32.self, at: offset, place: place) == 0x0605_4B50,
        Int(try file.load(UInt16.self, at: offset + 20, place: place)) == file.count - offset - 22
      {
        return offset
      }
      offset -= 1
    }
    throw .malformed(
      ImportProblem(
        path: file.path, place: place, byteOffset: file.count,
        expected: "the record that ends a ZIP archive",
        found: "none in the last \(min(file.count, 22 + 0xFFFF)) bytes (is the file cut short?)"))
  }

  private static func zip64Locator(
    in file: SourceFile, before end: Int
  ) throws(ImportError) -> (disk: UInt32, offset: UInt64)? {
    let place = "ZIP64 locator"
    guard end >= 20, try file.load(UInt32.self, at: end - 20, place: place) == 0x0706_4B50 else {
      return nil
    }
    return (
      disk: try file.load(UInt32.self, at: end - 16, place: place),
      offset: try file.load(UInt64.self, at: end - 12, place: place)
    )
  }

  /// `offset` as a position in the file, after checking that `size` bytes end by `limit`.
  private static func position(
    _ offset: UInt64, size: UInt64, limit: Int, in file: SourceFile, place: String, at field: Int
  ) throws(ImportError) -> Int {
    let (end, overflows) = offset.addingReportingOverflow(size)
    guard !overflows && limit >= 0 && end <= UInt64(limit) else {
      throw .malformed(
        ImportProblem(
          path: file.path, place: place, byteOffset: field,
          expected: "\(size) bytes at an offset that lets them end by byte \(limit)",
          found: "offset \(offset)"))
    }
    return Int(offset)
  }
}

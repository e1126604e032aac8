import LacunaFile

/// A file to import, mapped: the one place where its bytes are read by offset.
struct SourceFile: Sendable {
  private let map: FileMap

  var path: String { map.path }
  var count: Int { map.count }
  /// What keeps the bytes in memory.
  var owner: FileMap { map }

  /// - Throws: `ImportError.inputOutput` where the path is no readable regular file;
  ///   `ImportError.malformed` where the file is empty.
  init(path: String) throws(ImportError) {
    let map: FileMap
    do throws(FileError) {
      map = try FileMap(path: path)
    } catch {
      throw .inputOutput(path: path, reason: "cannot \(error.operation): \(error.reason)")
    }
    try self.init(map)
  }

  /// - Throws: `ImportError.malformed` where there are no bytes.
  init(path: String, bytes: [UInt8]) throws(ImportError) {
    try unsafe self.init(path: path, copying: bytes.span.bytes)
  }

  /// - Throws: `ImportError.malformed` where there are no bytes.
  init(path: String, copying bytes: RawSpan) throws(ImportError) {
    try self.init(FileMap(path: path, copying: bytes))
  }

  /// - Throws: `ImportError.malformed` where there are no bytes.
  init(_ map: FileMap) throws(ImportError) {
    guard map.count > 0 else {
      throw .malformed(
        ImportProblem(path: map.path, byteOffset: 0, expected: "a file", found: "an empty file"))
    }
    self.map = map
  }

  /// Bytes that live as long as `owner`.
  ///
  /// - Precondition: `range` lies in the file.
  @unsafe
  func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return unsafe UnsafeRawBufferPointer(rebasing: map.buffer[range])
  }

  /// A copy of the bytes.
  ///
  /// - Throws: `ImportError.malformed` where `range` does not lie in the file.
  func copy(_ range: Range<Int>, place: String) throws(ImportError) -> [UInt8] {
    guard range.lowerBound >= 0 && range.upperBound <= count else {
      throw .malformed(
        ImportProblem(
          path: path, place: place, byteOffset: range.lowerBound,
          expected: "\(range.count) bytes", found: "the end of the file at byte \(count)"))
    }
    return unsafe Array(bytes(range))
  }

  /// A little-endian integer.
  ///
  /// - Throws: `ImportError.malformed` where it does not lie in the file.
  func load<Integer: FixedWidthInteger & BitwiseCopyable>(
    _ type: Integer.Type, at offset: Int, place: String
  ) throws(ImportError) -> Integer {
    let width = MemoryLayout<Integer>.size
    guard offset >= 0 && width <= count && offset <= count - width else {
      throw .malformed(
        ImportProblem(
          path: path, place: place, byteOffset: offset, expected: "\(width) bytes",
          found: "the end of the file at byte \(count)"))
    }
    return unsafe Integer(
      littleEndian: map.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: type))
  }
}

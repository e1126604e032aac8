#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A regular file, mapped read-only for as long as this object lives.
///
/// The operating system promises nothing about a file that another process cuts short while it is
/// mapped; neither does this.
@safe
final class FileMap: Sendable {
  let path: String
  let count: Int
  // Never written after `init`.
  private nonisolated(unsafe) let base: UnsafeRawPointer

  /// - Throws: `ImportError.inputOutput` where the path is no readable regular file;
  ///   `ImportError.malformed` where the file is empty.
  init(path: String) throws(ImportError) {
    guard !path.utf8.contains(0) else {
      throw .inputOutput(path: path, reason: "the path contains a NUL")
    }
    // Non-blocking, so that opening a pipe returns and can be refused.
    let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .inputOutput(path: path, reason: Self.reason(errno))
    }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .inputOutput(path: path, reason: Self.reason(errno))
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .inputOutput(path: path, reason: "is a directory")
    default: throw .inputOutput(path: path, reason: "is not a regular file")
    }
    guard let size = Int(exactly: status.st_size), size > 0 else {
      throw .malformed(
        ImportProblem(path: path, byteOffset: 0, expected: "a file", found: "an empty file"))
    }
    guard let map = unsafe mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0),
      unsafe map != MAP_FAILED
    else {
      throw .inputOutput(path: path, reason: Self.reason(errno))
    }
    self.path = path
    self.count = size
    unsafe self.base = UnsafeRawPointer(map)
  }

  deinit {
    unsafe munmap(UnsafeMutableRawPointer(mutating: base), count)
  }

  /// Bytes that live as long as this object.
  ///
  /// - Precondition: `range` lies in the file.
  @unsafe
  func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return unsafe UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count)
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
    return unsafe Integer(littleEndian: (base + offset).loadUnaligned(as: Integer.self))
  }

  private static func reason(_ code: Int32) -> String {
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
  }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A regular file, mapped read-only for as long as this object lives; or bytes that stand for one.
///
/// The operating system promises nothing about a file that another process cuts short while it is
/// mapped; neither does this.
@safe
public final class FileMap: Sendable {
  public let path: String
  /// Bytes; 0 for an empty file, which is not mapped.
  public let count: Int
  // Never written after `init`.
  private nonisolated(unsafe) let base: UnsafeRawPointer?
  private let isMapped: Bool

  /// Maps the file at `path`. Symbolic links are followed.
  ///
  /// Throws a ``FileError`` where the path is no readable regular file. O(1).
  public init(path: String) throws(FileError) {
    guard !path.utf8.contains(0) else {
      throw FileError(path: path, operation: "open", reason: "the path contains a NUL")
    }
    // Non-blocking, so that opening a pipe returns and can be refused.
    let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(path, "open", errno) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .system(path, "open", errno) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw FileError(path: path, operation: "open", reason: "is a directory")
    default: throw FileError(path: path, operation: "open", reason: "is not a regular file")
    }
    guard let size = Int(exactly: status.st_size) else {
      throw FileError(path: path, operation: "map", reason: "is too large to map")
    }
    self.path = path
    self.count = size
    self.isMapped = true
    if size == 0 {
      unsafe self.base = nil
      return
    }
    guard let map = unsafe mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0),
      unsafe map != MAP_FAILED
    else { throw .system(path, "map", errno) }
    unsafe self.base = UnsafeRawPointer(map)
  }

  /// A copy of `bytes`, which a file at `path` might have. O(bytes).
  public init(path: String, copying bytes: RawSpan) {
    self.path = path
    self.count = bytes.byteCount
    self.isMapped = false
    // Of exactly this size, so that a sanitizer knows where it ends.
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.byteCount, alignment: 1)
    unsafe bytes.withUnsafeBytes { unsafe copy.copyMemory(from: $0) }
    unsafe self.base = UnsafeRawPointer(copy.baseAddress)
  }

  deinit {
    guard let base = unsafe base else { return }
    let memory = unsafe UnsafeMutableRawPointer(mutating: base)
    if isMapped {
      unsafe munmap(memory, count)
    } else {
      unsafe memory.deallocate()
    }
  }

  /// The whole file.
  public var bytes: RawSpan {
    @_lifetime(borrow self)
    get {
      let span = unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(start: base, count: count))
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// The whole file, as a buffer that lives as long as this object.
  @unsafe
  public var buffer: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(start: base, count: count)
  }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A regular file, mapped read-only for as long as this object lives; or bytes that stand for one.
///
/// A file that another process writes to in place or cuts short changes under whoever reads the map:
/// reading what it has lost raises SIGBUS, which ends the process (see ``MappedFiles`` for a command
/// that would say why). Files that may change are to be replaced by renaming, or read by
/// ``init(reading:)``.
@safe
public final class FileMap: Sendable {
  public let path: String
  /// Bytes; 0 for an empty file, which is not mapped.
  public let count: Int
  // Never written after `init`.
  private nonisolated(unsafe) let base: UnsafeRawPointer?
  private let isMapped: Bool
  /// Its place among the mapped files that are watched.
  private let place: Int?

  /// Maps the file at `path`. Symbolic links are followed.
  ///
  /// Throws a ``FileError`` where the path is no readable regular file. O(1).
  public init(path: String) throws(FileError) {
    let (descriptor, status) = try openRegularFile(path)
    defer { close(descriptor) }
    guard let size = Int(exactly: status.st_size) else {
      throw FileError(path: path, operation: "map", reason: "is too large to map")
    }
    self.path = path
    self.count = size
    self.isMapped = true
    if size == 0 {
      unsafe self.base = nil
      self.place = nil
      return
    }
    guard let map = unsafe mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0),
      unsafe map != MAP_FAILED
    else { throw .system(path, "map", errno) }
    unsafe self.base = UnsafeRawPointer(map)
    self.place = MappedFiles.add(
      UInt(bitPattern: map), size, path: path, status: status)
  }

  /// A copy of the file at `path`, read once: what happens to the file later does not matter.
  ///
  /// Throws a ``FileError`` where the path is no readable regular file, or has another length than it
  /// said. O(bytes), and as much memory.
  public convenience init(reading path: String) throws(FileError) {
    let bytes = try readRegularFile(path)
    unsafe self.init(path: path, copying: bytes.span.bytes)
  }

  /// A copy of `bytes`, which a file at `path` might have. O(bytes).
  public convenience init(path: String, copying bytes: RawSpan) {
    let memory = unsafe Self.allocate(bytes.byteCount)
    unsafe bytes.withUnsafeBytes { unsafe memory.copyMemory(from: $0) }
    unsafe self.init(path: path, owning: memory)
  }

  /// `count` bytes that a file at `path` might have, zeros but for what `fill` writes. O(bytes).
  ///
  /// Throws what `fill` throws.
  public convenience init<Failure: Error>(
    path: String, count: Int, _ fill: (inout MutableRawSpan) throws(Failure) -> Void
  ) throws(Failure) {
    let memory = unsafe Self.allocate(count)
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0)
    var bytes = unsafe memory.mutableBytes
    do throws(Failure) {
      try fill(&bytes)
    } catch {
      unsafe memory.deallocate()
      throw error
    }
    unsafe self.init(path: path, owning: memory)
  }

  private init(path: String, owning memory: UnsafeMutableRawBufferPointer) {
    self.path = path
    self.count = memory.count
    self.isMapped = false
    self.place = nil
    unsafe self.base = UnsafeRawPointer(memory.baseAddress)
  }

  /// Memory of exactly this size, so that a sanitizer knows where it ends, and aligned as sections
  /// are in a map, so that no wide load straddles two lines of a cache.
  private static func allocate(_ count: Int) -> UnsafeMutableRawBufferPointer {
    .allocate(byteCount: count, alignment: 64)
  }

  deinit {
    guard let base = unsafe base else { return }
    let memory = unsafe UnsafeMutableRawPointer(mutating: base)
    if isMapped {
      MappedFiles.remove(place)
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

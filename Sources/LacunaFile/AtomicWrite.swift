#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes a file so that it appears whole or not at all: beside its place, synced, then renamed.
///
/// What was at `path` before stays whole until then, and for good where this throws a ``FileError``.
/// A file there keeps its permissions, a new one gets the usual ones. O(bytes).
public func writeAtomically(_ bytes: [UInt8], to path: String) throws(FileError) {
  var file = try AtomicFile(path: path)
  try file.append(bytes)
  try file.commit()
}

/// A file that is written piece by piece and appears whole or not at all: what was at its path stays
/// until ``commit()``, and for good where that is not called.
public struct AtomicFile: ~Copyable {
  private let path: String
  private let target: String
  private let template: [CChar]
  private let mode: mode_t
  private var descriptor: Int32

  /// Opens a file beside `path`. A file there keeps its permissions, a new one gets the usual ones.
  public init(path: String) throws(FileError) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw FileError(
        path: path, operation: "write", reason: "the path is empty or contains a NUL")
    }
    // A link is replaced at its end, not where it stands.
    let target = resolved(path)
    var mode: mode_t = 0o666 & ~currentMask()
    var status = stat()
    if unsafe stat(target, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw FileError(
          path: path, operation: "write", reason: "is there and is not a regular file")
      }
      mode = status.st_mode & 0o777
    }
    var template = Array("\(target).lacuna-XXXXXX".utf8CString)
    let descriptor = unsafe template.withUnsafeMutableBufferPointer {
      unsafe $0.baseAddress.map { unsafe mkstemp($0) } ?? -1
    }
    guard descriptor >= 0 else { throw .system(path, "write", errno) }
    self.path = path
    self.target = target
    self.template = template
    self.mode = mode
    self.descriptor = descriptor
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unsafe unlink(template)
  }

  /// Writes more at the end.
  public mutating func append(_ bytes: [UInt8]) throws(FileError) {
    try write(bytes, to: descriptor, path: path)
  }

  /// Puts the file in its place. Whatever this throws, the place is as it was.
  public consuming func commit() throws(FileError) {
    guard fchmod(descriptor, mode) == 0, fsync(descriptor) == 0 else {
      throw .system(path, "write", errno)
    }
    let isClosed = close(descriptor) == 0
    descriptor = -1
    guard isClosed, unsafe rename(template, target) == 0 else {
      let code = errno
      unsafe unlink(template)
      throw .system(path, "write", code)
    }
    syncDirectory(of: target)
  }
}

/// Writes all of `bytes`, however few the system takes at a time.
private func write(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(FileError) {
  var offset = 0
  while offset < bytes.count {
    let written = unsafe bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      #if canImport(Darwin)
        return unsafe Darwin.write(descriptor, base + offset, buffer.count - offset)
      #elseif canImport(Musl)
        return unsafe Musl.write(descriptor, base + offset, buffer.count - offset)
      #else
        return unsafe Glibc.write(descriptor, base + offset, buffer.count - offset)
      #endif
    }
    if written < 0, errno == EINTR { continue }
    guard written > 0 else { throw .system(path, "write", errno) }
    offset += written
  }
}

private func resolved(_ path: String) -> String {
  guard let real = unsafe realpath(path, nil) else { return path }
  defer { unsafe free(real) }
  return unsafe String(cString: real)
}

private func currentMask() -> mode_t {
  let mask = umask(0)
  umask(mask)
  return mask
}

/// So that the new name survives a loss of power. Best effort: some file systems refuse it.
private func syncDirectory(of path: String) {
  let directory = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) }
  let descriptor = unsafe open(directory ?? ".", O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return }
  _ = fsync(descriptor)
  close(descriptor)
}

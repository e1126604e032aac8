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

/// Throws what ``writeAtomically(_:to:)`` would throw before its first byte, so that a place that
/// cannot be written is found before the work that makes the bytes. Leaves nothing.
public func checkWritable(_ path: String) throws(FileError) {
  _ = try AtomicFile(path: path)
}

/// A file that is written piece by piece and appears whole or not at all: what was at its path stays
/// until ``commit()``, and for good where that is not called.
///
/// Until then the file has no name where the system can do so (Linux, on most file systems), so that
/// nothing is left of it however the process ends; elsewhere it lies beside its place.
public struct AtomicFile: ~Copyable {
  private let path: String
  private let target: String
  private let mode: mode_t
  private var file: TemporaryFile

  /// Opens a file in the folder of `path`. A file there keeps its permissions, a new one gets the
  /// usual ones.
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
    do throws(SystemError) {
      file = try TemporaryFile(for: target)
    } catch {
      throw .system(path, "write", error.code)
    }
    self.path = path
    self.target = target
    self.mode = mode
  }

  /// Writes more at the end.
  public mutating func append(_ bytes: [UInt8]) throws(FileError) {
    try write(bytes, to: file.descriptor, path: path)
  }

  /// Puts the file in its place. Whatever this throws, the place is as it was.
  public consuming func commit() throws(FileError) {
    guard fchmod(file.descriptor, mode) == 0, fsync(file.descriptor) == 0 else {
      throw .system(path, "write", errno)
    }
    do throws(SystemError) {
      try file.move(to: target)
    } catch {
      throw .system(path, "write", error.code)
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
  let descriptor = unsafe open(folder(of: path), O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return }
  _ = fsync(descriptor)
  close(descriptor)
}

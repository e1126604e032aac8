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
  guard !path.isEmpty, !path.utf8.contains(0) else {
    throw FileError(path: path, operation: "write", reason: "the path is empty or contains a NUL")
  }
  // A link is replaced at its end, not where it stands.
  let target = resolved(path)
  var mode: mode_t = 0o666 & ~currentMask()
  var status = stat()
  if unsafe stat(target, &status) == 0 {
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(path: path, operation: "write", reason: "is there and is not a regular file")
    }
    mode = status.st_mode & 0o777
  }
  var template = Array("\(target).lacuna-XXXXXX".utf8CString)
  let descriptor = unsafe template.withUnsafeMutableBufferPointer {
    unsafe $0.baseAddress.map { unsafe mkstemp($0) } ?? -1
  }
  guard descriptor >= 0 else { throw .system(path, "write", errno) }
  do throws(FileError) {
    try write(bytes, to: descriptor, path: path)
    guard fchmod(descriptor, mode) == 0, fsync(descriptor) == 0 else {
      throw FileError.system(path, "write", errno)
    }
  } catch {
    close(descriptor)
    unsafe unlink(template)
    throw error
  }
  guard close(descriptor) == 0, unsafe rename(template, target) == 0 else {
    let code = errno
    unsafe unlink(template)
    throw .system(path, "write", code)
  }
  syncDirectory(of: target)
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

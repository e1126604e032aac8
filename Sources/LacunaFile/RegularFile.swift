#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Opens a regular file to be read; symbolic links are followed. Who calls closes it.
func openRegularFile(
  _ path: String
) throws(FileError) -> (descriptor: Int32, status: stat) {
  guard !path.utf8.contains(0) else {
    throw FileError(path: path, operation: "open", reason: "the path contains a NUL")
  }
  // Non-blocking, so that opening a pipe returns and can be refused.
  let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
  guard descriptor >= 0 else { throw .system(path, "open", errno) }
  var status = stat()
  let reason: String
  if unsafe fstat(descriptor, &status) != 0 {
    reason = FileError.system(path, "open", errno).reason
  } else {
    switch status.st_mode & S_IFMT {
    case S_IFREG: return (descriptor, status)
    case S_IFDIR: reason = "is a directory"
    default: reason = "is not a regular file"
    }
  }
  close(descriptor)
  throw FileError(path: path, operation: "open", reason: reason)
}

/// All bytes of a regular file. One that grows or shrinks meanwhile is refused.
func readRegularFile(_ path: String) throws(FileError) -> [UInt8] {
  let (descriptor, status) = try openRegularFile(path)
  defer { close(descriptor) }
  guard let size = Int(exactly: status.st_size) else {
    throw FileError(path: path, operation: "read", reason: "is too large to read")
  }
  var bytes = [UInt8](repeating: 0, count: size)
  var count = 0
  while count < size {
    let found = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe read(descriptor, buffer.baseAddress.map { unsafe $0 + count }, size - count)
    }
    if found < 0, errno == EINTR { continue }
    guard found >= 0 else { throw .system(path, "read", errno) }
    guard found > 0 else { break }
    count += found
  }
  var after = status
  guard unsafe fstat(descriptor, &after) == 0 else { throw .system(path, "read", errno) }
  guard count == size, FileStatus(after).version == FileStatus(status).version else {
    throw FileError(
      path: path, operation: "read",
      reason: "expected \(size) bytes that stay as they are, "
        + "found \(min(count, Int(after.st_size))): the file changed while it was read")
  }
  return bytes
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the operating system said, as `errno`.
struct SystemError: Error {
  let code: Int32
}

/// An open file that goes away unless it is moved to its place: one without a name where the system
/// has such files, else one beside its place.
struct TemporaryFile: ~Copyable {
  private(set) var descriptor: Int32
  /// The name beside its place, with a zero at the end; empty where there is none.
  private var name: [CChar]

  /// Opens a file that can be moved to `target`.
  init(for target: String) throws(SystemError) {
    if let unnamed = openUnnamed(in: folder(of: target)) {
      (descriptor, name) = (unnamed, [])
      return
    }
    var template = Array("\(target).lacuna-XXXXXX".utf8CString)
    let named = unsafe template.withUnsafeMutableBufferPointer {
      unsafe $0.baseAddress.map { unsafe mkstemp($0) } ?? -1
    }
    guard named >= 0 else { throw SystemError(code: errno) }
    (descriptor, name) = (named, template)
  }

  deinit {
    close(descriptor)
    if !name.isEmpty { unsafe unlink(name) }
  }

  /// Takes the place of what is at `target`, at once.
  mutating func move(to target: String) throws(SystemError) {
    if name.isEmpty {
      // Where nothing is there yet, it never has another name.
      if link(to: target) { return }
      guard errno == EEXIST else { throw SystemError(code: errno) }
      name = try nameBeside(target)
    }
    guard unsafe rename(name, target) == 0 else { throw SystemError(code: errno) }
    name = []
  }

  /// Gives the file a free name. Between this and the renaming alone can a name be left.
  private func nameBeside(_ target: String) throws(SystemError) -> [CChar] {
    for _ in 0..<100 {
      let suffix = String(UInt32.random(in: 0 ... .max), radix: 36)
      let path = "\(target).lacuna-\(suffix)"
      if link(to: path) { return Array(path.utf8CString) }
      guard errno == EEXIST else { break }
    }
    throw SystemError(code: errno)
  }

  private func link(to path: String) -> Bool {
    unsafe linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0
  }
}

/// A file in `folder` without a name, which can be given one later; nil where that cannot be.
private func openUnnamed(in folder: String) -> Int32? {
  #if os(Linux)
    // O_TMPFILE, a macro that Swift does not see.
    let descriptor = unsafe open(folder, 0o20_000_000 | O_DIRECTORY | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    if unsafe access("/proc/self/fd/\(descriptor)", F_OK) == 0 { return descriptor }
    close(descriptor)
  #endif
  return nil
}

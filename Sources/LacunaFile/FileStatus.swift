#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What tells a file from all others.
public struct FileIdentity: Hashable, Sendable {
  let device: UInt64
  let node: UInt64
}

/// What tells a file from what it was before.
struct FileVersion: Equatable, Sendable {
  let byteCount: Int
  let modifiedSeconds: Int
  let modifiedNanoseconds: Int
}

/// A file's identity and version, links followed.
struct FileStatus {
  let identity: FileIdentity
  let version: FileVersion

  init(_ status: stat) {
    identity = FileIdentity(
      device: UInt64(truncatingIfNeeded: status.st_dev),
      node: UInt64(truncatingIfNeeded: status.st_ino))
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    version = FileVersion(
      byteCount: Int(status.st_size), modifiedSeconds: Int(time.tv_sec),
      modifiedNanoseconds: Int(time.tv_nsec))
  }

  /// nil where there is no such file.
  init?(path: String) {
    guard !path.utf8.contains(0) else { return nil }
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    self.init(status)
  }
}

/// Where an output goes: a file that is there, links followed, or a name in a folder.
public struct OutputPlace: Hashable, Sendable {
  private let identity: FileIdentity?
  private let name: String

  public init(_ path: String) {
    if let status = FileStatus(path: path) {
      (identity, name) = (status.identity, "")
      return
    }
    identity = FileStatus(path: folder(of: path))?.identity
    name = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }
}

/// The folder that a path's last name is in.
func folder(of path: String) -> String {
  guard let cut = path.lastIndex(of: "/") else { return "." }
  return cut == path.startIndex ? "/" : String(path[..<cut])
}

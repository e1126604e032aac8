import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The files that a process has mapped, for a command that must say which of them another process
/// changed under it. Nothing is kept until ``exitWhenCut(status:message:)`` asks for it.
public enum MappedFiles {
  /// A file as it was when it was mapped.
  private struct Record {
    let path: String
    let identity: FileIdentity
    let version: FileVersion
  }

  private static let isWatching = Atomic(false)
  private static let records = Mutex<[Record]>([])
  private static let makeMessage = Mutex<(@Sendable (FileError) -> String)?>(nil)

  /// From now on, where a byte is read that a mapped file has lost, the process writes a message to
  /// standard error and exits with `status`, in place of a signal's end.
  ///
  /// For a command, once and before it maps a file: signals are not a library's to take. A fault at
  /// any other address goes where it went before. Files beyond the first 1,024 that are mapped at
  /// one time are not watched.
  ///
  /// - Parameters:
  ///   - status: the exit status, 0 to 255.
  ///   - message: what to write; called when a file is mapped.
  public static func exitWhenCut(
    status: Int32, message: @escaping @Sendable (FileError) -> String
  ) {
    makeMessage.withLock { $0 = message }
    CutHandler.install(status: status)
    isWatching.store(true, ordering: .releasing)
  }

  /// The first file that is not as it was when it was mapped: cut, or written to in place. One that
  /// another file took the place of is as it was. O(files).
  public static func change() -> FileError? {
    records.withLock { records in
      for record in records {
        guard let now = FileStatus(path: record.path), now.identity == record.identity,
          now.version != record.version
        else { continue }
        return FileError(
          path: record.path, operation: "read",
          reason: now.version.byteCount == record.version.byteCount
            ? "the file was written to while it was read"
            : "expected \(record.version.byteCount) bytes, found \(now.version.byteCount): "
              + "the length changed while the file was read")
      }
      return nil
    }
  }

  /// The path by which the file at `path` was mapped, links followed; nil where it was not. O(files).
  public static func mappedPath(of path: String) -> String? {
    guard let identity = FileStatus(path: path)?.identity else { return nil }
    return records.withLock { $0.first { $0.identity == identity }?.path }
  }

  /// Keeps a file in mind, and gives its place among those watched.
  static func add(_ base: UInt, _ count: Int, path: String, status: stat) -> Int? {
    guard isWatching.load(ordering: .acquiring) else { return nil }
    let found = FileStatus(status)
    records.withLock { records in
      // The same file again and again, as a benchmark does, is one.
      if !records.contains(where: { $0.identity == found.identity && $0.path == path }) {
        records.append(Record(path: path, identity: found.identity, version: found.version))
      }
    }
    let error = FileError(
      path: path, operation: "read",
      reason: "expected \(count) bytes, found fewer: the file was cut short while it was mapped")
    let message = makeMessage.withLock { $0 }
    return CutHandler.watch(base, count, message: message.map { $0(error) } ?? error.description)
  }

  /// Forgets the memory at a place that ``add(_:_:path:status:)`` gave.
  static func remove(_ place: Int?) {
    if let place { CutHandler.unwatch(place) }
  }
}

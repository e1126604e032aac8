#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What went wrong with a file before a byte of it was understood.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  public let path: String
  /// What was being done: "open", "map", "write" and so on.
  public let operation: String
  /// Why it failed, in words.
  public let reason: String

  public init(path: String, operation: String, reason: String) {
    self.path = path
    self.operation = operation
    self.reason = reason
  }

  public var description: String { "\(path): cannot \(operation): \(reason)" }

  /// The operating system's reason, from `errno`.
  static func system(_ path: String, _ operation: String, _ code: Int32) -> FileError {
    let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    return FileError(path: path, operation: operation, reason: reason)
  }
}

import LacunaDense

/// What an array in a file holds.
public enum ArrayElement: Sendable, Hashable, CustomStringConvertible {
  /// Floating-point numbers, which can be read.
  case float(DenseElementFormat)
  /// Anything else, described for a message: `int64`, `Python objects (a pickle)`.
  case other(String)

  /// `float32`, `big-endian float16`, `int64`.
  public var description: String {
    switch self {
    case .float(let format): (format.isBigEndian ? "big-endian " : "") + format.width.rawValue
    case .other(let description): description
    }
  }
}

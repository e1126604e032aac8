import LacunaDense

/// What an array in a file holds.
public enum ArrayElement: Sendable, Hashable {
  /// Floating-point numbers, which can be read.
  case float(DenseElementFormat)
  /// Anything else, described for a message: `int64`, `Python objects (a pickle)`.
  case other(String)
}

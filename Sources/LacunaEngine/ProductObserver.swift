/// Is told of every matrix product of a step before it is done: which matrix, which of its rows are
/// used, and the activations that they meet.
public protocol ProductObserver {
  mutating func willMultiply(matrix: Int, rows: Range<Int>, by x: Span<Int8>)
}

/// Takes no notice.
public struct NoObserver: ProductObserver, Sendable {
  @inlinable
  public init() {}
  @inlinable
  public mutating func willMultiply(matrix: Int, rows: Range<Int>, by x: Span<Int8>) {}
}

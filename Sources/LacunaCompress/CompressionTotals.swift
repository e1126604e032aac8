/// Bytes of a model before and after.
public struct CompressionTotals: Sendable, Equatable {
  /// Weights of matrices, each once.
  public let weightCount: Int
  /// Bytes as float32, biases as the source had them.
  public let denseByteCount: Int
  public let byteCount: Int

  public var ratio: Double { Double(denseByteCount) / Double(byteCount) }
}

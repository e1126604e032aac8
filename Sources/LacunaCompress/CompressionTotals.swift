/// Bytes of a model before and after.
public struct CompressionTotals: Sendable, Equatable {
  /// Weights of matrices, each once.
  public let weightCount: Int
  /// Bytes as float32, biases as the source had them.
  public let denseByteCount: Int
  public let byteCount: Int

  /// How many times smaller; nil where there is nothing.
  public var ratio: Double? {
    byteCount > 0 ? Double(denseByteCount) / Double(byteCount) : nil
  }
}

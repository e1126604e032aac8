/// A compressed model: the bytes of a file, and how they came about.
public struct CompressedModel: Sendable {
  public let bytes: [UInt8]
  /// In the order of the file.
  public let matrices: [MatrixReport]
  /// The whole file.
  public let total: CompressionTotals
  /// Recurrent layers alone: weights, row exponents and biases with padding, and codebooks.
  public let recurrent: CompressionTotals
}

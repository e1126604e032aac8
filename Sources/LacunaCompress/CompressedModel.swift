/// A compressed model: the bytes of a file, and how they came about.
public struct CompressedModel: Sendable {
  public let bytes: [UInt8]
  /// In the order of the file.
  public let matrices: [MatrixReport]
  /// The root of the mean square of the outputs' errors in the run, in float, against that of the
  /// outputs; nil where that was not asked for, or there was no run.
  public let outputError: Double?
  /// The whole file.
  public let total: CompressionTotals
  /// Recurrent layers alone: weights, row exponents and biases with padding, and codebooks.
  public let recurrent: CompressionTotals
}

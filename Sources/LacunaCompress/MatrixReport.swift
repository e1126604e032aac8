/// What came of compressing one matrix.
public struct MatrixReport: Sendable, Equatable {
  public let name: String
  public let role: MatrixRole
  public let rows: Int
  public let columns: Int
  public let encoding: MatrixEncoding
  /// Nil where the encoding has no codebook.
  public let codebook: CodebookProfile?
  /// Nil where the encoding has no axis.
  public let axis: String?
  /// Bytes as float32.
  public let denseByteCount: Int
  /// Bytes of the weights and the row exponents, with padding.
  public let byteCount: Int
  /// Whether integers were chosen for the error of products, and not of weights.
  public let isCalibrated: Bool
  /// `‖w - ŵ‖ / ‖w‖`; 0 for a matrix of zeros.
  public let relativeError: Double
  /// The root of the mean square of products' errors in the calibration run, less what biases make
  /// up for, against that of the products, for an embedding those of its rows with the next
  /// layer's weights; nil where there was no run.
  public let productError: Double?
  public let seconds: Double

  /// Bits for each weight, row exponents and padding included.
  public var bitsPerWeight: Double { Double(byteCount) * 8 / Double(rows * columns) }

  /// Encoding, codebook and axis, as in `terms:2/16 shift input`.
  public var encodingText: String {
    [encoding.description, codebook?.rawValue, axis].compactMap(\.self).joined(separator: " ")
  }
}

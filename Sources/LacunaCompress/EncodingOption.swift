/// What one encoding of a matrix costs.
public struct EncodingOption: Sendable, Equatable {
  public let encoding: MatrixEncoding
  /// Bytes of weights and row exponents, with padding.
  public let byteCount: Int
  /// The error of the matrix's products, on a sample of its rows: the root of the mean square,
  /// against that of the products; for an embedding, of its rows' products with the next layer's
  /// weights. Of the weights where products are not known.
  public let productError: Double
  /// How far that alone puts the outputs off: the root of the mean square of their errors against
  /// that of the outputs, taken from what other errors of the matrix did to them.
  public let outputError: Double
}

/// What a matrix costs in each encoding.
public struct SurveyedMatrix: Sendable {
  public let name: String
  /// The source array; matrices that are views of one get the same encoding.
  public let arrayName: String
  public let role: MatrixRole
  public let rows: Int
  public let columns: Int
  /// Rows that errors were measured on.
  public let sampledRows: Int
  /// Whether the encoding was chosen by hand, so that there is one option.
  public let isChosen: Bool
  public let options: [EncodingOption]
}

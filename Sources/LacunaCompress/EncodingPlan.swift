/// An encoding for every matrix, and what that comes to.
public struct EncodingPlan: Sendable {
  public struct Choice: Sendable {
    public let matrix: SurveyedMatrix
    public let option: EncodingOption
  }

  /// In the order of the file.
  public let choices: [Choice]
  /// Bytes of the whole file.
  public let byteCount: Int
  /// The root of the sum of the squares of the matrices' output errors.
  public let estimatedError: Double
  /// The root of the mean square of the outputs' errors against that of the outputs, with all
  /// matrices encoded, in float; nil where that was not measured.
  public internal(set) var measuredError: Double?

  /// Makes the choices those of `options`.
  public func apply(to options: inout CompressionOptions) {
    for choice in choices {
      options.encoding.choose(choice.option.encoding, forArray: choice.matrix.arrayName)
    }
  }
}

/// What values a codebook may have (`spec/encodings.md`, Codebooks).
public enum CodebookProfile: String, MatrixChoice, CaseIterable {
  /// 0 and plus or minus powers of two.
  case shift
  /// Any values, fitted to the matrix.
  case fitted

  /// Parses `shift` or `fitted`.
  public init(parsing text: String) throws(ChoiceError) {
    guard let profile = CodebookProfile(rawValue: text) else {
      throw ChoiceError(subject: "codebook", expected: "shift or fitted", found: text)
    }
    self = profile
  }
}

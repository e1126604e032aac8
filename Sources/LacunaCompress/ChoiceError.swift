/// A choice of encoding, codebook or axis that cannot be understood.
public struct ChoiceError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is being chosen: `encoding`, `codebook` or `axis`.
  public let subject: String
  public let expected: String
  public let found: String

  public var description: String { "\(subject): expected \(expected), found \"\(found)\"" }
}

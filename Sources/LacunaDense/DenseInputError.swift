/// What a caller gave to a session and the network cannot take.
public enum DenseInputError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The id is no row of the embedding.
  case tokenOutOfRange(token: Int, vocabularySize: Int)
  /// Another number of features than the first layer's inputs.
  case featureCount(expected: Int, found: Int)
  /// A token for a network that takes features, or features for one that takes tokens.
  case wrongKindOfInput(takesTokens: Bool)
  /// A single step of a network that has a layer which reads backward.
  case needsWholeSequence
  /// A state whose size, or whose presence, does not fit the layer: `0.h`, `0.c` and so on.
  case state(name: String, expected: Int?, found: Int?)

  public var description: String {
    switch self {
    case .tokenOutOfRange(let token, let vocabularySize):
      "token: expected 0 to \(vocabularySize - 1), found \(token)"
    case .featureCount(let expected, let found):
      "features: expected \(expected) values, found \(found)"
    case .wrongKindOfInput(let takesTokens):
      takesTokens
        ? "input: expected a token, found features" : "input: expected features, found a token"
    case .needsWholeSequence:
      "step: expected the whole sequence at once, since a layer reads it backward"
    case .state(let name, let expected, let found):
      "state \(name): expected \(Self.size(expected)), found \(Self.size(found))"
    }
  }

  private static func size(_ count: Int?) -> String {
    count.map { "\($0) values" } ?? "none"
  }
}

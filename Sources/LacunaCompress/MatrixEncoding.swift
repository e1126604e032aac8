import LacunaFormat

/// How a matrix is to be stored (`spec/encodings.md`).
public enum MatrixEncoding: Hashable, CustomStringConvertible {
  /// `k` terms of one byte for each group of `g` weights; `g` is 8, 16 or 32, and `1 ≤ k ≤ g`.
  case terms(k: Int, g: Int)
  /// Four bits a weight.
  case codes
  /// Eight bits a weight.
  case int8

  /// Written as on a command line: `terms:2/16`, `codes`, `int8`.
  public var description: String {
    switch self {
    case .terms(let k, let g): "terms:\(k)/\(g)"
    case .codes: "codes"
    case .int8: "int8"
    }
  }

  /// Codes that a codebook gives a value: 8, 16 or 32; 0 for `int8`.
  var codeCount: Int {
    switch self {
    case .terms(_, let g): 256 / g
    case .codes: 16
    case .int8: 0
    }
  }
}

extension MatrixEncoding: MatrixChoice {
  private static let terms = "terms:"

  /// Parses `terms:K/G`, `codes` or `int8`.
  public init(parsing text: String) throws(ChoiceError) {
    switch text {
    case "codes": self = .codes
    case "int8": self = .int8
    case _ where text.hasPrefix(Self.terms):
      let counts = text.dropFirst(Self.terms.count)
        .split(separator: "/", omittingEmptySubsequences: false)
      guard counts.count == 2, let k = Self.count(counts[0]), let g = Self.count(counts[1]) else {
        throw ChoiceError(
          subject: "encoding", expected: "terms:K/G with two whole numbers, as in terms:2/16",
          found: text)
      }
      guard [8, 16, 32].contains(g) else {
        throw ChoiceError(
          subject: "encoding", expected: "terms:K/G with a group size G of 8, 16 or 32",
          found: text)
      }
      guard (1...g).contains(k) else {
        throw ChoiceError(
          subject: "encoding", expected: "terms:K/\(g) with 1 to \(g) terms in a group",
          found: text)
      }
      self = .terms(k: k, g: g)
    default:
      throw ChoiceError(
        subject: "encoding", expected: "terms:K/G, codes or int8", found: text)
    }
  }

  /// A number in plain digits, so that one encoding has one spelling.
  private static func count(_ digits: Substring) -> Int? {
    guard let value = Int(digits), String(value) == digits else { return nil }
    return value
  }
}

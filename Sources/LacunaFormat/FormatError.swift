/// The rules of `spec/`, by the letter and number that they have there.
public enum Rule: UInt8, Sendable {
  case c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11
  case g1, g2, g3, g4, g5, g6, g7, g8, g9, g10, g11, g12, g13, g14, g15, g16, g17, g18
  case e1, e2, e3, e4, e5, e6

  /// The name that the rule has in `spec/`.
  public var name: StaticString {
    switch self {
    case .c1: "C1"
    case .c2: "C2"
    case .c3: "C3"
    case .c4: "C4"
    case .c5: "C5"
    case .c6: "C6"
    case .c7: "C7"
    case .c8: "C8"
    case .c9: "C9"
    case .c10: "C10"
    case .c11: "C11"
    case .g1: "G1"
    case .g2: "G2"
    case .g3: "G3"
    case .g4: "G4"
    case .g5: "G5"
    case .g6: "G6"
    case .g7: "G7"
    case .g8: "G8"
    case .g9: "G9"
    case .g10: "G10"
    case .g11: "G11"
    case .g12: "G12"
    case .g13: "G13"
    case .g14: "G14"
    case .g15: "G15"
    case .g16: "G16"
    case .g17: "G17"
    case .g18: "G18"
    case .e1: "E1"
    case .e2: "E2"
    case .e3: "E3"
    case .e4: "E4"
    case .e5: "E5"
    case .e6: "E6"
    }
  }
}

/// What a file breaks, and where: the rule, the byte, what was expected and what was found.
public struct FormatError: Error, Equatable, Sendable {
  /// The rule of `spec/` that is broken.
  public let rule: Rule
  /// What the expected and found values are of, in a few words.
  public let subject: StaticString
  /// The byte of the file where the broken value is.
  public let offset: UInt64
  /// The section that it is in, if it is in one.
  public let section: Int?
  /// What the rule asks for: this value, at least, or at most it, as `relation` says.
  public let expected: Int64
  /// How `expected` binds.
  public let relation: Relation
  /// What the file has.
  public let found: Int64

  /// How the expected value of a ``FormatError`` binds.
  public enum Relation: UInt8, Sendable {
    case equal, atLeast, atMost
  }

  init(
    _ rule: Rule, _ subject: StaticString, at offset: UInt64, section: Int? = nil,
    _ relation: Relation = .equal, expected: Int64, found: Int64
  ) {
    self.rule = rule
    self.subject = subject
    self.offset = offset
    self.section = section
    self.relation = relation
    self.expected = expected
    self.found = found
  }

  public static func == (left: FormatError, right: FormatError) -> Bool {
    left.rule == right.rule && left.offset == right.offset && left.section == right.section
      && left.expected == right.expected && left.relation == right.relation
      && left.found == right.found
  }
}

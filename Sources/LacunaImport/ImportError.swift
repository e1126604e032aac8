/// Why a file could not be imported.
public enum ImportError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file could not be opened or read: it is missing, a directory, a pipe, not permitted.
  case inputOutput(path: String, reason: String)
  /// The bytes break a rule of their format, or an array or a recipe does not fit.
  case malformed(ImportProblem)
  /// The bytes may be well-formed, but mean something that is not read here: a pickle, an
  /// encrypted member, a bidirectional layer.
  case unsupported(ImportProblem)

  /// Whether the fault is the system's and not the input's.
  public var isInputOutput: Bool {
    if case .inputOutput = self { true } else { false }
  }

  /// Where and what, except for a fault of the system.
  public var problem: ImportProblem? {
    switch self {
    case .inputOutput: nil
    case .malformed(let problem), .unsupported(let problem): problem
    }
  }

  public var description: String {
    switch self {
    case .inputOutput(let path, let reason): "\(path): \(reason)"
    case .malformed(let problem): problem.description
    case .unsupported(let problem): "\(problem) (not supported)"
    }
  }
}

/// A place in an input, what was expected there, and what was found.
public struct ImportProblem: Sendable, Equatable, CustomStringConvertible {
  public let path: String
  /// A member of an archive, an array, or a JSON path such as `networks[0].layers[1].lstm.gates`.
  public let place: String?
  /// Counted from the start of the file, or of the member's data where it is compressed.
  public let byteOffset: Int?
  public let expected: String
  public let found: String

  public init(
    path: String, place: String? = nil, byteOffset: Int? = nil, expected: String, found: String
  ) {
    self.path = path
    self.place = place
    self.byteOffset = byteOffset
    self.expected = expected
    self.found = found
  }

  public var description: String {
    var subject = path
    if let place {
      subject += ": \(place)"
    }
    if let byteOffset {
      subject += ", byte \(byteOffset)"
    }
    return "\(subject): expected \(expected), found \(found)"
  }
}

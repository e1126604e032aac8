import LacunaFormat

/// Something that can be chosen for each matrix, written as on a command line.
public protocol MatrixChoice: Sendable, Equatable {
  /// - Throws: `ChoiceError` where `text` is none of the choices.
  init(parsing text: String) throws(ChoiceError)
}

extension GroupAxis: MatrixChoice {
  /// Parses `input` or `output`.
  public init(parsing text: String) throws(ChoiceError) {
    switch text {
    case "input": self = .input
    case "output": self = .output
    default: throw ChoiceError(subject: "axis", expected: "input or output", found: text)
    }
  }
}

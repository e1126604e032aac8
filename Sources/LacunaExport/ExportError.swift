/// Why a file cannot be written as a dense export.
public enum ExportError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Two matrices have one name (the file breaks rule G15).
  case duplicateName(String)
  /// A recipe has no way to say what the file has.
  case noWayToSay(place: String, expected: String, found: String)

  public var description: String {
    switch self {
    case .duplicateName(let name):
      "matrix \(name.debugDescription): expected a name of its own, found it a second time"
    case .noWayToSay(let place, let expected, let found):
      "\(place): expected \(expected), found \(found); a recipe has no way to say that"
    }
  }
}

/// Choices for matrices by what they do in the network, and by name.
///
/// What is said of a matrix by name on the command line counts most, then what the recipe says of
/// it by name, then what is said of all matrices with its role.
public struct ScopedChoices<Choice: MatrixChoice>: Sendable {
  private var roles: [MatrixRole: Choice] = [:]
  private var namedByRecipe: [String: Choice] = [:]
  private var named: [String: Choice] = [:]
  private let standard: Choice

  /// - Parameter standard: the choice for matrices of which nothing is said.
  public init(standard: Choice) {
    self.standard = standard
  }

  /// The choice for a matrix.
  public subscript(name name: String, role role: MatrixRole) -> Choice {
    named[name] ?? namedByRecipe[name] ?? roles[role] ?? standard
  }

  /// Whether anything is said of a matrix.
  func isChosen(name: String, role: MatrixRole) -> Bool {
    named[name] != nil || namedByRecipe[name] != nil || roles[role] != nil
  }

  /// Chooses for all matrices with a role.
  public mutating func choose(_ choice: Choice, for role: MatrixRole) {
    roles[role] = choice
  }

  /// Chooses for the matrix from the array `name`.
  public mutating func choose(_ choice: Choice, forArray name: String) {
    named[name] = choice
  }

  /// Chooses for the matrix from the array `name`, where the command line does not.
  public mutating func choose(_ choice: Choice, forArrayInRecipe name: String) {
    namedByRecipe[name] = choice
  }

  /// Chooses as a command line does: `VALUE` for recurrent layers' matrices, `embedding=VALUE`,
  /// `linear=VALUE`, or `ARRAY=VALUE`. What comes later overrides what came before.
  ///
  /// - Throws: `ChoiceError` where the value is none of the choices.
  public mutating func choose(parsing text: String) throws(ChoiceError) {
    // No value has an equals sign, but an array's name may.
    guard let equals = text.lastIndex(of: "=") else {
      choose(try Choice(parsing: text), for: .recurrent)
      return
    }
    let choice = try Choice(parsing: String(text[text.index(after: equals)...]))
    switch String(text[..<equals]) {
    case "embedding": choose(choice, for: .embedding)
    case "linear": choose(choice, for: .linear)
    case let name: choose(choice, forArray: name)
    }
  }

  /// The names of arrays that choices are made for, in order.
  var arrayNames: [String] { Set(named.keys).union(namedByRecipe.keys).sorted() }
}

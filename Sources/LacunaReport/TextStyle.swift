/// How text is set off on a terminal; plain text when colour is not wanted.
struct TextStyle {
  let color: Bool

  func title(_ text: String) -> String { wrapped(text, "1") }
  func note(_ text: String) -> String { wrapped(text, "2") }
  func bar(_ text: String) -> String { wrapped(text, "36") }

  private func wrapped(_ text: String, _ attribute: String) -> String {
    color && !text.isEmpty ? "\u{1B}[\(attribute)m\(text)\u{1B}[0m" : text
  }
}

/// Text from a file as it may be shown: everything that a terminal might act on, or that cannot be
/// seen, as `\u{…}`, and at most `limit` characters.
func printable(_ text: String, limit: Int = 60) -> String {
  var result = ""
  var count = 0
  for character in text {
    guard count < limit else { return result + "…" }
    count += 1
    // A character may have any number of combining marks.
    for scalar in character.unicodeScalars.prefix(8) {
      if isPlain(scalar) {
        result.unicodeScalars.append(scalar)
      } else {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
  }
  return result
}

/// Printable text in quotation marks, those inside it and backslashes escaped.
func quoted(_ text: String, limit: Int = 60) -> String {
  "\""
    + printable(text, limit: limit).split(separator: "\"", omittingEmptySubsequences: false)
    .joined(separator: "\\\"") + "\""
}

private func isPlain(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
    .unassigned:
    false
  default: scalar != "\\"
  }
}

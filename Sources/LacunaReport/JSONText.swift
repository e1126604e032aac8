/// A JSON value whose fields stay in the order that they are written in, so that the text of one
/// report is always the same.
package enum JSONText {
  case null
  case boolean(Bool)
  case integer(Int)
  /// Infinities and NaN, which JSON has no way to write, become null.
  case real(Double)
  case string(String)
  case array([JSONText])
  /// An array whose elements are made as they are written: a file may have many times ten thousand.
  case list(count: Int, element: (Int) -> JSONText)
  case object([(name: String, value: JSONText)])

  package init(_ value: Int?) { self = value.map { .integer($0) } ?? .null }
  package init(_ value: Double?) { self = value.map { .real($0) } ?? .null }
  package init(_ value: String?) { self = value.map { .string($0) } ?? .null }

  /// The text, two spaces for each level, and a line end.
  package var text: String {
    var text = ""
    write(to: &text, indentation: "")
    text += "\n"
    return text
  }

  private func write(to text: inout String, indentation: String) {
    switch self {
    case .null: text += "null"
    case .boolean(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .real(let value): text += value.isFinite ? "\(value)" : "null"
    case .string(let value): Self.write(value, to: &text)
    case .array(let values):
      Self.write(values.count, { values[$0] }, to: &text, indentation: indentation)
    case .list(let count, let element):
      Self.write(count, element, to: &text, indentation: indentation)
    case .object(let fields):
      guard !fields.isEmpty else {
        text += "{}"
        return
      }
      let inner = indentation + "  "
      text += "{"
      for (index, field) in fields.enumerated() {
        text += index == 0 ? "\n" : ",\n"
        text += inner
        Self.write(field.name, to: &text)
        text += ": "
        field.value.write(to: &text, indentation: inner)
      }
      text += "\n\(indentation)}"
    }
  }

  private static func write(
    _ count: Int, _ element: (Int) -> JSONText, to text: inout String, indentation: String
  ) {
    guard count > 0 else {
      text += "[]"
      return
    }
    let inner = indentation + "  "
    text += "["
    for index in 0..<count {
      text += index == 0 ? "\n" : ",\n"
      text += inner
      element(index).write(to: &text, indentation: inner)
    }
    text += "\n\(indentation)]"
  }

  /// A string with quotation marks, backslashes and control characters escaped, C1 among them.
  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
        text += "\\u" + hexadecimal(UInt64(scalar.value), digits: 4)
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

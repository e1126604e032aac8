/// HTML text. Whatever came from a file goes through ``escaped(_:)``.
enum Markup {
  /// Text as the content of an element or of an attribute in quotation marks.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "`": result += "&#96;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Text from a file: what cannot be seen made visible, cut to `limit` characters, then escaped.
  static func fileText(_ text: String, limit: Int = 60) -> String {
    escaped(printable(text, limit: limit))
  }

  /// An element. `content` is markup already; attribute values are escaped here.
  static func element(
    _ name: String, _ attributes: [(name: String, value: String)] = [], _ content: String = ""
  ) -> String {
    let list = attributes.map { " \($0.name)=\"\(escaped($0.value))\"" }.joined()
    return "<\(name)\(list)>\(content)</\(name)>"
  }

  /// A table whose cells are markup already; the columns named in `numbers` line up at the right.
  static func table(
    head: [String], rows: [[String]], numbers: Set<Int>, caption: String? = nil
  ) -> String {
    func cells(_ cells: [String], _ tag: String) -> String {
      cells.enumerated().map { index, cell in
        let scope = tag == "th" ? " scope=\"col\"" : ""
        return "<\(tag)\(scope)\(numbers.contains(index) ? " class=\"n\"" : "")>\(cell)</\(tag)>"
      }.joined()
    }
    let body = rows.map { "<tr>\(cells($0, "td"))</tr>" }.joined(separator: "\n")
    let title = caption.map { "<caption>\($0)</caption>" } ?? ""
    return "<div class=\"scroll\"><table>\(title)<thead><tr>\(cells(head, "th"))</tr></thead>\n"
      + "<tbody>\(body)</tbody></table></div>"
  }
}

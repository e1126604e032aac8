import LacunaFormat

extension DenseExport {
  /// Vocabularies that the file has.
  public var vocabularyCount: Int { model.layout.vocabularyCount }

  /// The vocabulary at `index` as recipes want it: an entry a line, what a line cannot show escaped.
  ///
  /// - Throws: `ExportError.noWayToSay` for an entry that is empty, not UTF-8, or there twice.
  public func vocabularyText(at index: Int) throws(ExportError) -> String {
    let vocabulary = model.vocabulary(at: index)
    var lines = ""
    var seen: Set<String> = []
    for id in 0..<vocabulary.count {
      let bytes = vocabulary.utf8(of: id)
      let entry = decoded(bytes)
      let isText = entry.utf8.count == bytes.byteCount && !entry.contains("\u{FFFD}")
      // Strings that differ in composition alone are different entries.
      let key = bytesText(bytes)
      guard isText, !entry.isEmpty, seen.insert(key).inserted else {
        throw .noWayToSay(
          place: "vocabulary \(index), entry \(id)", expected: "a text that no other entry is",
          found: entry.isEmpty ? "an empty one" : isText ? "one that is there twice" : "other bytes"
        )
      }
      lines += Self.escaped(entry) + "\n"
    }
    return lines
  }

  private func bytesText(_ bytes: RawSpan) -> String {
    (0..<bytes.byteCount).map { String(bytes.byte(at: $0), radix: 16) }.joined(separator: " ")
  }

  private static func escaped(_ entry: String) -> String {
    var line = ""
    for scalar in entry.unicodeScalars {
      switch scalar {
      case "\n": line += "\\n"
      case "\r": line += "\\r"
      case "\t": line += "\\t"
      case " ": line += "\\s"
      case "\\": line += "\\\\"
      default: line.unicodeScalars.append(scalar)
      }
    }
    return line
  }
}

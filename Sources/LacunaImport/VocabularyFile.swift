import LacunaDense

/// A vocabulary as a text: one entry a line, in the order of the ids, in UTF-8.
///
/// `\n`, `\r`, `\t`, `\s` (a space) and `\\` stand for what a line cannot show; nothing else is
/// escaped, and a line is never trimmed.
enum VocabularyFile {
  /// - Throws: `ImportError.malformed` with the byte offset of a line that is no entry: an empty
  ///   one, one that is there a second time, one that is not UTF-8, or one with another escape.
  static func read(
    path: String, unit: DenseVocabulary.Unit
  ) throws(ImportError) -> DenseVocabulary {
    let file = try SourceFile(path: path)
    var bytes = try file.copy(0..<file.count, place: "vocabulary")
    if bytes.last == UInt8(ascii: "\n") {
      bytes.removeLast()
    }
    var entries: [String] = []
    // By bytes: strings that differ only in their Unicode composition are different entries.
    var seen: Set<[UInt8]> = []
    var offset = 0
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      func fail(_ expected: String, _ found: String) -> ImportError {
        .malformed(
          ImportProblem(
            path: path, place: "line \(entries.count + 1)", byteOffset: offset,
            expected: expected, found: found))
      }
      guard let text = String(validating: line, as: UTF8.self) else {
        throw fail("an entry in UTF-8", "other bytes")
      }
      guard let entry = unescape(text) else {
        throw fail("only the escapes \\n, \\r, \\t, \\s and \\\\", text)
      }
      guard !entry.isEmpty, text.unicodeScalars.last != "\r" else {
        throw fail(
          "an entry (a space is \\s, a line feed \\n, a carriage return \\r)",
          entry.isEmpty ? "an empty line" : "a line that ends in a carriage return")
      }
      guard seen.insert(Array(entry.utf8)).inserted else {
        throw fail("an entry that no other line has", text)
      }
      entries.append(entry)
      offset += line.count + 1
    }
    return DenseVocabulary(unit: unit, entries: entries)
  }

  private static func unescape(_ line: String) -> String? {
    var entry = String.UnicodeScalarView()
    var scalars = line.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      guard scalar == "\\" else {
        entry.append(scalar)
        continue
      }
      switch scalars.next() {
      case "n": entry.append("\n")
      case "r": entry.append("\r")
      case "t": entry.append("\t")
      case "s": entry.append(" ")
      case "\\": entry.append("\\")
      default: return nil
      }
    }
    return String(entry)
  }
}

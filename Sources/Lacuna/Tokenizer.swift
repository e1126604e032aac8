public import LacunaFormat

/// Turns text into token ids and back, by a vocabulary.
///
/// Words (`VocabularyUnit.word`): lower-case ASCII; a token is `[a-z]+('[a-z]+)?`, each of
/// `. , ; : ! ?`, and `<eos>` for a run of blank lines where the vocabulary has it; all else
/// separates, and a word that the vocabulary lacks is `<unk>`. Characters: at each place the longest
/// entry that fits.
public struct Tokenizer: Sendable {
  public let unit: VocabularyUnit
  /// What each id stands for.
  public let entries: [String]
  private let ids: [[UInt8]: Int]
  private let tree: EntryTree

  public init(unit: VocabularyUnit, entries: [String]) {
    self.unit = unit
    self.entries = entries
    var ids: [[UInt8]: Int] = [:]
    for (id, entry) in entries.enumerated() where ids[Array(entry.utf8)] == nil {
      ids[Array(entry.utf8)] = id
    }
    self.ids = ids
    self.tree = EntryTree(unit == .character ? ids : [:])
  }

  /// The id of an entry, if there is one. O(length).
  public func id(of entry: String) -> Int? { ids[Array(entry.utf8)] }

  /// Text that the vocabulary has no entry for, and no `<unk>` either.
  public struct UnknownText: Error, Equatable, Sendable {
    /// The byte of the text where it starts.
    public let offset: Int
    public let text: String
  }

  /// The ids of a text. Throws ``UnknownText`` where the vocabulary has neither an entry nor
  /// `<unk>`. O(length) for words, O(length · longest match) for characters.
  public func encode(_ text: String) throws(UnknownText) -> [Int] {
    let bytes = Array(text.utf8)
    return unit == .word ? try encodeWords(bytes) : try encodeCharacters(bytes)
  }

  /// The text of ids: words parted by spaces, none before a mark; characters end to end. Ids that
  /// the vocabulary lacks are left out.
  public func decode(_ ids: [Int]) -> String {
    let texts = ids.compactMap { entries.indices.contains($0) ? entries[$0] : nil }
    guard unit == .word else { return texts.joined() }
    var line = ""
    for text in texts {
      if text == "<eos>" {
        line += "\n\n"
        continue
      }
      if !line.isEmpty, line.last?.isNewline != true, !Self.isMark(text) { line += " " }
      line += text
    }
    return line
  }

  private static func isMark(_ text: String) -> Bool {
    text.utf8.count == 1 && text.utf8.first.map { marks.contains($0) } == true
  }

  private static let marks = Array(".,;:!?".utf8)

  private func encodeCharacters(_ bytes: [UInt8]) throws(UnknownText) -> [Int] {
    var result: [Int] = []
    var offset = 0
    while offset < bytes.count {
      if let (id, end) = tree.longestMatch(in: bytes, from: offset) {
        result.append(id)
        offset = end
        continue
      }
      // One whole scalar is unknown, not one byte of it.
      var end = offset + 1
      while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
      result.append(try unknown(bytes, offset..<end))
      offset = end
    }
    return result
  }

  private func encodeWords(_ bytes: [UInt8]) throws(UnknownText) -> [Int] {
    let lowered = bytes.map { (65...90).contains($0) ? $0 + 32 : $0 }
    let endOfSection = ids[Array("<eos>".utf8)]
    var result: [Int] = []
    var offset = 0
    // A text that begins with a line end begins with a blank line.
    var isBeforeText = true
    while offset < lowered.count {
      let byte = lowered[offset]
      if !Self.isWhiteSpace(byte) { isBeforeText = false }
      if (97...122).contains(byte) {
        let end = endOfWord(lowered, from: offset)
        result.append(try id(lowered, offset..<end))
        offset = end
      } else if Self.marks.contains(byte) {
        result.append(try id(lowered, offset..<(offset + 1)))
        offset += 1
      } else if byte == 10, let endOfSection {
        let (end, lineEnds) = endOfLineRun(lowered, from: offset)
        if lineEnds > 1 || isBeforeText { result.append(endOfSection) }
        offset = end
      } else {
        offset += 1
      }
    }
    return result
  }

  private func endOfWord(_ bytes: [UInt8], from start: Int) -> Int {
    func endOfLetters(_ start: Int) -> Int {
      var end = start
      while end < bytes.count, (97...122).contains(bytes[end]) { end += 1 }
      return end
    }
    let end = endOfLetters(start)
    guard end < bytes.count, bytes[end] == 39 else { return end }
    let second = endOfLetters(end + 1)
    return second > end + 1 ? second : end
  }

  /// The end of a run of white space, and the line ends in it.
  private func endOfLineRun(_ bytes: [UInt8], from start: Int) -> (end: Int, lineEnds: Int) {
    var (end, lineEnds) = (start, 0)
    while end < bytes.count, Self.isWhiteSpace(bytes[end]) {
      if bytes[end] == 10 { lineEnds += 1 }
      end += 1
    }
    return (end, lineEnds)
  }

  private static func isWhiteSpace(_ byte: UInt8) -> Bool {
    (9...13).contains(byte) || byte == 32
  }

  private func id(_ bytes: [UInt8], _ range: Range<Int>) throws(UnknownText) -> Int {
    if let id = ids[Array(bytes[range])] { return id }
    return try unknown(bytes, range)
  }

  private func unknown(_ bytes: [UInt8], _ range: Range<Int>) throws(UnknownText) -> Int {
    if let id = ids[Array("<unk>".utf8)] { return id }
    throw UnknownText(
      offset: range.lowerBound, text: String(decoding: bytes[range], as: UTF8.self))
  }
}

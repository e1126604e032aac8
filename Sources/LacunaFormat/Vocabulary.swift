/// A vocabulary in place: what each token id stands for (`spec/graph.md`, Vocabulary).
public struct VocabularyView: ~Escapable, Copyable {
  private let bytes: RawSpan

  @_lifetime(copy bytes)
  init(_ bytes: RawSpan) {
    self.bytes = bytes
  }

  static let headerByteCount = 8

  /// Whether an entry is a word or a character.
  public var unit: VocabularyUnit { VocabularyUnit(rawValue: bytes.byte(at: 0)) ?? .word }

  /// Entries.
  public var count: Int { Int(bytes.uint32(at: 4)) }

  /// The UTF-8 bytes of the entry for token `id`, which must be below ``count``. O(1).
  @_lifetime(copy self)
  public func utf8(of id: Int) -> RawSpan {
    let text = Self.headerByteCount + 4 * (count + 1)
    let start = Int(bytes.uint32(at: Self.headerByteCount + 4 * id))
    let end = Int(bytes.uint32(at: Self.headerByteCount + 4 * id + 4))
    return bytes.bytes(at: text + start, count: end - start)
  }
}

extension ModelView {
  /// The vocabulary at `index`.
  @_lifetime(copy self)
  public func vocabulary(at index: Int) -> VocabularyView {
    VocabularyView(sectionBytes(at: layout.vocabularySection(of: index)))
  }
}

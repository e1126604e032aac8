import LacunaDense
import LacunaFormat

/// The bytes of a vocabulary section (`spec/graph.md`, Vocabulary).
struct VocabularySection {
  let bytes: [UInt8]

  init(_ vocabulary: DenseVocabulary) throws(CompressionError) {
    var offsets: [UInt8] = []
    var text: [UInt8] = []
    for entry in vocabulary.entries {
      offsets += littleEndianBytes(UInt32(text.count))
      text += Array(entry.utf8)
      guard text.count <= 1 << 30 else {
        throw .tooLarge(
          subject: "bytes", of: "a vocabulary", limit: 1 << 30, found: text.count)
      }
    }
    offsets += littleEndianBytes(UInt32(text.count))
    let unit: VocabularyUnit = vocabulary.unit == .word ? .word : .character
    bytes =
      [unit.rawValue, 0, 0, 0]
      + littleEndianBytes(UInt32(vocabulary.entries.count)) + offsets + text
  }
}

import LacunaFormat

extension ModelReport {
  /// An activation function.
  public struct Activation: Sendable {
    public let kind: ActivationKind
    /// Index of the table, for a table.
    public let table: Int?
    /// Clipped: the input is divided by `2^shift`.
    public let shift: Int
    /// Clipped: what is added before clipping (Q0.15 in the file).
    public let offset: Double
    /// The least and the greatest value that comes out (Q0.15 in the file).
    public let low: Double
    public let high: Double

    init(_ model: ModelView, at index: Int) {
      let record = model.activation(at: index)
      var bounds = (low: record.low, high: record.high)
      if let index = record.table {
        let values = model.table(at: index)
        bounds = (values.int16(at: 0), values.int16(at: 0))
        for entry in 0..<257 {
          bounds.low = min(bounds.low, values.int16(at: 2 * entry))
          bounds.high = max(bounds.high, values.int16(at: 2 * entry))
        }
      }
      kind = record.kind
      table = record.table
      shift = record.shift
      offset = Double(record.offset) / 32768
      low = Double(bounds.low) / 32768
      high = Double(bounds.high) / 32768
    }
  }

  /// What token ids stand for, in short.
  public struct Vocabulary: Sendable {
    public let unit: VocabularyUnit
    public let entryCount: Int
    /// Bytes of all entries.
    public let textByteCount: Int
    /// The first entries; what is not UTF-8 is replaced.
    public let firstEntries: [String]

    init(_ view: VocabularyView) {
      unit = view.unit
      entryCount = view.count
      var textByteCount = 0
      var firstEntries: [String] = []
      for id in 0..<view.count {
        let entry = view.utf8(of: id)
        textByteCount += entry.byteCount
        // More than this of an entry is never printed.
        if id < 12 {
          firstEntries.append(decodedUTF8(entry.bytes(at: 0, count: min(entry.byteCount, 256))))
        }
      }
      self.textByteCount = textByteCount
      self.firstEntries = firstEntries
    }
  }

  /// The file's keys and values.
  public struct Metadata: Sendable {
    public enum Value: Sendable, Equatable {
      case text(String)
      case integer(Int64)
      case real(Double)
      case boolean(Bool)
    }

    /// Ascending by key.
    public let records: [(key: String, value: Value)]
    /// Bytes that records use.
    public let usedByteCount: Int
    /// Bytes that there are for records.
    public let capacity: Int

    init(_ view: MetadataView) {
      (usedByteCount, capacity) = view.usage
      var records: [(key: String, value: Value)] = []
      var offset = view.firstOffset
      for _ in 0..<view.count {
        let (record, next) = view.record(at: offset)
        let bytes = view.bytes(record.value)
        let value: Value =
          switch record.type {
          case .text: .text(decodedUTF8(bytes))
          case .int64: .integer(Int64(bitPattern: bytes.uint64(at: 0)))
          case .float64: .real(Double(bitPattern: bytes.uint64(at: 0)))
          case .boolean: .boolean(bytes.byte(at: 0) != 0)
          }
        records.append((key: decodedUTF8(view.bytes(record.key)), value: value))
        offset = next
      }
      self.records = records
    }
  }
}

extension VocabularyUnit {
  var name: String {
    switch self {
    case .word: "word"
    case .character: "character"
    }
  }
}

/// The text of UTF-8 bytes; what is not UTF-8 is replaced.
func decodedUTF8(_ bytes: RawSpan) -> String {
  var copy: [UInt8] = []
  copy.reserveCapacity(bytes.byteCount)
  for offset in 0..<bytes.byteCount { copy.append(bytes.byte(at: offset)) }
  return String(decoding: copy, as: UTF8.self)
}

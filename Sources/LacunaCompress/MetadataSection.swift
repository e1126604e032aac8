/// The bytes of the metadata section (`spec/graph.md`, Metadata).
struct MetadataSection {
  let bytes: [UInt8]
  /// Without the room after the records.
  private let used: [UInt8]

  /// Room to edit in place: so many bytes at least follow the records.
  private static let room = 128

  /// - Throws: `CompressionError` for keys that are not text, or not all different.
  init(_ entries: [MetadataEntry]) throws(CompressionError) {
    var records: [UInt8] = []
    let sorted = entries.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    for (index, entry) in sorted.enumerated() {
      try checkName(entry.key, "key of metadata")
      guard index == 0 || !sorted[index - 1].key.utf8.elementsEqual(entry.key.utf8) else {
        throw .duplicateName(subject: "keys of metadata", name: entry.key)
      }
      let value = entry.valueBytes
      guard value.count <= 1 << 24 else {
        throw .tooLarge(
          subject: "bytes", of: "metadata \(entry.key)", limit: 1 << 24, found: value.count)
      }
      records += littleEndianBytes(UInt16(entry.key.utf8.count))
      records += [entry.type.rawValue, 0]
      records += littleEndianBytes(UInt32(value.count))
      records += Array(entry.key.utf8) + value
    }
    guard records.count <= 1 << 28 else {
      throw .tooLarge(
        subject: "bytes", of: "all metadata", limit: 1 << 28, found: records.count)
    }
    used =
      littleEndianBytes(UInt32(records.count)) + littleEndianBytes(UInt32(entries.count)) + records
    let length = (used.count + Self.room + 63) / 64 * 64
    bytes = used + [UInt8](repeating: 0, count: length - used.count)
  }

  /// The records in a section of `length` bytes; nil where they do not fit.
  func bytes(length: Int) -> [UInt8]? {
    guard used.count <= length else { return nil }
    return used + [UInt8](repeating: 0, count: length - used.count)
  }
}

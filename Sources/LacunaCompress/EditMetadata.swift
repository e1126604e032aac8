import LacunaFormat

/// The bytes of a file with other metadata, all checksums true.
///
/// Where the records fit the room that the section has, nothing but the section, its checksum and the
/// header's changes; otherwise the section grows, with new room, and what follows it moves. A file
/// without metadata gets a section. O(file).
///
/// - Parameters:
///   - model: the file.
///   - set: keys and their new values; a key that is not there yet is added.
///   - removed: keys that go; each must be there.
/// - Throws: `CompressionError` for a key that cannot be stored, one that is given twice or is not
///   there to be removed, and for values past what the format holds.
public func editMetadata(
  of model: ModelView, setting set: [MetadataEntry], removing removed: [String] = []
) throws(CompressionError) -> [UInt8] {
  var entries = model.layout.hasMetadata ? MetadataEntry.all(in: model.metadata) : []
  for key in removed {
    guard let index = entries.firstIndex(where: { $0.hasKey(key) }) else {
      throw .unknownKey(name: key, known: entries.map(\.key))
    }
    entries.remove(at: index)
  }
  for (index, entry) in set.enumerated() {
    guard !set[..<index].contains(where: { $0.hasKey(entry.key) }) else {
      throw .duplicateName(subject: "keys of metadata", name: entry.key)
    }
    if let known = entries.firstIndex(where: { $0.hasKey(entry.key) }) {
      entries[known] = entry
    } else {
      entries.append(entry)
    }
  }
  let section = try MetadataSection(entries)
  guard model.layout.hasMetadata else {
    guard model.layout.sectionCount < 65_535 else {
      throw .tooLarge(subject: "sections", of: "the file", limit: 65_535, found: 65_536)
    }
    return rewritten(model, metadata: section.bytes)
  }
  let length = Int(model.section(at: model.layout.metadataSection).length)
  guard let inPlace = section.bytes(length: length) else {
    return rewritten(model, metadata: section.bytes)
  }
  return rewritten(model, metadata: inPlace)
}

/// The file with these bytes as its metadata section. Where it has none, it gets one; sections of
/// kinds that this version does not know stay behind it.
private func rewritten(_ model: ModelView, metadata: [UInt8]) -> [UInt8] {
  let index = model.layout.metadataSection
  var sections: [(rawKind: UInt16, length: Int)] = []
  // Of each section of the new file, the old file's.
  var sources: [Int?] = []
  for old in 0..<model.layout.sectionCount {
    if old == index { sources.append(nil) }
    if old != index || !model.layout.hasMetadata { sources.append(old) }
  }
  if index == model.layout.sectionCount { sources.append(nil) }
  for source in sources {
    guard let source else {
      sections.append((SectionKind.metadata.rawValue, metadata.count))
      continue
    }
    let record = model.section(at: source)
    sections.append((record.rawKind, Int(record.length)))
  }
  let layout = FileLayout(rawKinds: sections)
  var writer = FileWriter(layout)
  for (new, source) in sources.enumerated() {
    guard let source else {
      writer.write(metadata, at: new)
      continue
    }
    writer.copy(model.sectionBytes(at: source), to: new)
  }
  writer.finish(minorVersion: model.version.minor)
  return writer.bytes
}

extension MetadataEntry {
  /// The entries of a section, in its order.
  static func all(in view: MetadataView) -> [MetadataEntry] {
    var entries: [MetadataEntry] = []
    var offset = view.firstOffset
    for _ in 0..<view.count {
      let (record, next) = view.record(at: offset)
      let bytes = view.bytes(record.value)
      let value: Value =
        switch record.type {
        case .text: .text(text(bytes))
        case .int64: .int64(Int64(bitPattern: bytes.uint64(at: 0)))
        case .float64: .float64(Double(bitPattern: bytes.uint64(at: 0)))
        case .boolean: .boolean(bytes.byte(at: 0) != 0)
        }
      entries.append(MetadataEntry(text(view.bytes(record.key)), value))
      offset = next
    }
    return entries
  }

  private static func text(_ bytes: RawSpan) -> String {
    String(decoding: (0..<bytes.byteCount).map { bytes.byte(at: $0) }, as: UTF8.self)
  }

  /// Keys are compared by their bytes, as in the file.
  fileprivate func hasKey(_ other: String) -> Bool { key.utf8.elementsEqual(other.utf8) }
}

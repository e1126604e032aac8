/// A run of the file's bytes as the map shows it.
struct FilePart: Sendable {
  /// The section's kind, or `header`, `sectionTable`, `padding`.
  let kind: String
  let offset: Int
  let byteCount: Int
  /// The section's index in the table.
  let section: Int?
  /// What it holds, in words; not escaped.
  let holds: String

  /// All bytes but padding, in the order of the file.
  static func all(of report: ModelReport, uses: [MatrixUse]) -> [FilePart] {
    var parts = [
      FilePart(
        kind: "header", offset: 0, byteCount: 64, section: nil,
        holds: "signature, version, length, checksum"),
      FilePart(
        kind: "sectionTable", offset: 64, byteCount: 32 * report.sections.count, section: nil,
        holds: counted(report.sections.count, "entry", "entries")),
    ]
    var holder = Holder(report: report, uses: uses)
    for (index, section) in report.sections.enumerated() {
      parts.append(
        FilePart(
          kind: section.kind == nil ? "unknown" : section.kindName, offset: section.offset,
          byteCount: section.byteCount, section: index, holds: holder.holds(section, at: index)))
    }
    return parts
  }
}

/// Says what sections hold, asked in the order of the file.
private struct Holder {
  let report: ModelReport
  let uses: [MatrixUse]
  private var biases = 0
  private var tables = 0
  private var vocabularies = 0

  init(report: ModelReport, uses: [MatrixUse]) {
    self.report = report
    self.uses = uses
  }

  mutating func holds(_ section: ModelReport.Section, at index: Int) -> String {
    // Matrix `m` has sections 2 + 2m and 3 + 2m (`spec/container.md`, Kinds).
    let matrix = (index - 2) / 2
    switch section.kind {
    case .graph:
      return "records of \(counted(report.networks.count, "network")), "
        + "\(counted(report.matrices.count, "matrix", "matrices")), "
        + counted(report.activations.count, "activation")
    case .strings: return "names, end to end"
    case .weights:
      let record = report.matrices[matrix]
      return "\(printable(record.name, limit: 40)) [\(grouped(record.rows)), "
        + "\(grouped(record.columns))], \(record.encodingText); \(uses[matrix].text)"
    case .rowExponents:
      return "powers of two for the rows of \(printable(report.matrices[matrix].name, limit: 40))"
    case .biases:
      defer { biases += 1 }
      return "bias \(biases), \(counted(section.byteCount / 2, "int16 value"))"
    case .activationTable:
      defer { tables += 1 }
      return "table \(tables), 257 int16 values"
    case .vocabulary:
      defer { vocabularies += 1 }
      guard vocabularies < report.vocabularies.count else { return "entries" }
      let vocabulary = report.vocabularies[vocabularies]
      return counted(vocabulary.entryCount, vocabulary.unit.name)
    case .metadata:
      guard let metadata = report.metadata else { return "keys and values" }
      return counted(metadata.records.count, "key and value", "keys and values")
        + ", \(grouped(metadata.capacity - metadata.usedByteCount)) bytes of room"
    case nil: return "a kind that this version does not know, and skips"
    }
  }
}

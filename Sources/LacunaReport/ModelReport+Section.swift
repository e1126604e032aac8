import LacunaFormat

extension ModelReport {
  /// An entry of the section table.
  public struct Section: Sendable {
    public let rawKind: UInt16
    /// Bytes from the start of the file.
    public let offset: Int
    /// Bytes, padding not included.
    public let byteCount: Int
    public let crc32: UInt32

    init(_ record: SectionRecord) {
      rawKind = record.rawKind
      offset = Int(record.offset)
      byteCount = Int(record.length)
      crc32 = record.crc32
    }

    /// Nil for an ancillary kind that this version does not know.
    public var kind: SectionKind? { SectionKind(rawValue: rawKind) }

    /// The name that `spec/container.md` gives the kind, or its number, as in `0x8009`.
    public var kindName: String { kind?.name ?? "0x" + hexadecimal(UInt64(rawKind), digits: 4) }

    /// Bytes up to where the next section may start.
    public var paddedByteCount: Int { (byteCount + 63) / 64 * 64 }
  }

  /// A share of the file's bytes.
  public struct Part: Sendable, Equatable {
    public let name: String
    public let byteCount: Int

    /// All bytes of a file: header, table, sections by kind, and padding.
    ///
    /// Padding is counted where it lies, between the end of one thing and the start of the next, and
    /// not as what is left over.
    static func all(of sections: [Section], fileByteCount: Int) -> [Part] {
      let header = 64
      let table = SectionRecord.byteCount * sections.count
      var padding = 0
      var end = header + table
      var counts: [UInt16: Int] = [:]
      for section in sections {
        padding += section.offset - end
        end = section.offset + section.byteCount
        counts[section.rawKind, default: 0] += section.byteCount
      }
      padding += fileByteCount - end
      var parts = [
        Part(name: "header", byteCount: header), Part(name: "sectionTable", byteCount: table),
      ]
      for kind in SectionKind.inFileOrder {
        guard let count = counts.removeValue(forKey: kind.rawValue) else { continue }
        parts.append(Part(name: kind.name, byteCount: count))
      }
      if !counts.isEmpty {
        parts.append(Part(name: "unknown", byteCount: counts.values.reduce(0, +)))
      }
      return parts + [Part(name: "padding", byteCount: padding)]
    }
  }
}

extension SectionKind {
  static let inFileOrder: [SectionKind] = [
    .graph, .strings, .weights, .rowExponents, .biases, .activationTable, .vocabulary, .metadata,
  ]

  /// The name that `spec/container.md` gives the kind.
  var name: String {
    switch self {
    case .graph: "graph"
    case .strings: "strings"
    case .weights: "weights"
    case .rowExponents: "rowExponents"
    case .biases: "biases"
    case .activationTable: "activationTable"
    case .vocabulary: "vocabulary"
    case .metadata: "metadata"
    }
  }
}

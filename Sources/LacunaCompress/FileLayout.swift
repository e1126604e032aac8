import LacunaFormat

/// Where the sections of a file are (`spec/container.md`).
struct FileLayout {
  struct Section {
    let rawKind: UInt16
    let offset: Int
    let length: Int
  }

  static let headerByteCount = 64
  static let entryByteCount = 32
  static let alignment = 64

  private(set) var sections: [Section] = []
  private(set) var byteCount: Int

  /// - Parameter sections: kinds and lengths, in the order of the file.
  init(_ sections: [(kind: SectionKind, length: Int)]) {
    self.init(rawKinds: sections.map { ($0.kind.rawValue, $0.length) })
  }

  /// - Parameter sections: kinds, which this version need not know, and lengths.
  init(rawKinds sections: [(rawKind: UInt16, length: Int)]) {
    byteCount = Self.aligned(Self.headerByteCount + Self.entryByteCount * sections.count)
    for section in sections {
      self.sections.append(
        Section(rawKind: section.rawKind, offset: byteCount, length: section.length))
      byteCount = Self.aligned(byteCount + section.length)
    }
  }

  /// The first multiple of 64 at or after `offset`.
  static func aligned(_ offset: Int) -> Int {
    (offset + alignment - 1) / alignment * alignment
  }
}

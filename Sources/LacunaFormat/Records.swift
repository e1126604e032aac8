// The records of the graph section, as they are once loaded (`spec/graph.md`).

/// An entry of the section table.
public struct SectionRecord: Sendable {
  public static let byteCount = 32

  public let rawKind: UInt16
  public let offset: UInt64
  /// Bytes, padding not included.
  public let length: UInt64
  public let crc32: UInt32

  /// What the section holds, or nil for a kind that this version does not know.
  public var kind: SectionKind? { SectionKind(rawValue: rawKind) }
}

/// A name in the strings section.
public struct NameReference: Sendable {
  public let offset: UInt32
  public let length: UInt16
}

/// A named sequence of layers.
public struct NetworkRecord: Sendable {
  public static let byteCount = 32

  public let name: NameReference
  /// Index of the first of its layers.
  public let firstLayer: Int
  public let layerCount: Int
  /// Index of its vocabulary, if it has one.
  public let vocabulary: Int?
}

/// One matrix `[rows, columns]` and how it is stored.
public struct MatrixRecord: Sendable {
  public static let byteCount = 64

  public let name: NameReference
  public let encoding: Encoding
  public let axis: GroupAxis
  /// 3, 4 or 5 for terms; 0 otherwise.
  public let log2GroupSize: Int
  /// Terms in each group, for terms; 0 otherwise.
  public let termsPerGroup: Int
  public let rows: Int
  public let columns: Int
  /// Codebook values, zero past the last code.
  public let codebook: InlineArray<32, Int8>

  /// Weights in a group, for terms; 1 otherwise.
  public var groupSize: Int { 1 << log2GroupSize }

  /// Codes that the codebook gives a value: 8, 16 or 32; 0 for `int8`.
  public var codeCount: Int {
    switch encoding {
    case .terms: 256 >> log2GroupSize
    case .codes: 16
    case .int8: 0
    }
  }

  /// Tiles of 16 rows.
  public var tileCount: Int { (rows + 15) / 16 }

  /// Groups in a row (input axis) or in a column (output axis).
  public var groupCount: Int {
    ((axis == .input ? columns : rows) + groupSize - 1) / groupSize
  }

  /// Terms in a row (input axis) or in a column (output axis).
  public var termsPerLine: Int { groupCount * termsPerGroup }

  /// Bytes of the weights section that the shape and the encoding ask for.
  public var weightsByteCount: UInt64 {
    let tiles = UInt64(tileCount)
    return switch encoding {
    case .int8: 64 * ceilingDivide(UInt64(columns), 4) * tiles
    case .codes: 64 * ceilingDivide(UInt64(columns), 8) * tiles
    case .terms:
      axis == .input
        ? 16 * UInt64(termsPerLine) * tiles : UInt64(termsPerLine) * UInt64(columns)
    }
  }

  /// Bytes of the row exponents section.
  public var rowExponentsByteCount: UInt64 { 16 * UInt64(tileCount) }
}

/// A vector of fixed-point biases.
public struct BiasRecord: Sendable {
  public static let byteCount = 16

  public let count: Int
  /// A value `b` stands for `b · 2^exponent`.
  public let exponent: Int
}

/// An activation function.
public struct ActivationRecord: Sendable {
  public static let byteCount = 16

  public let kind: ActivationKind
  /// Clipped: the input is divided by `2^shift`.
  public let shift: Int
  /// Index of the table, for a table.
  public let table: Int?
  /// Q0.15.
  public let offset: Int16
  /// Q0.15.
  public let low: Int16
  /// Q0.15.
  public let high: Int16
}

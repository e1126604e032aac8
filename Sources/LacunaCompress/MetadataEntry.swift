import LacunaFormat

/// A key and a value to be stored with the model (`spec/graph.md`, Metadata).
public struct MetadataEntry: Sendable, Equatable {
  public enum Value: Sendable, Equatable {
    case text(String)
    case int64(Int64)
    case float64(Double)
    case boolean(Bool)
  }

  /// 1 to 255 bytes of UTF-8 without control characters.
  public let key: String
  public let value: Value

  public init(_ key: String, _ value: Value) {
    self.key = key
    self.value = value
  }

  var type: MetadataType {
    switch value {
    case .text: .text
    case .int64: .int64
    case .float64: .float64
    case .boolean: .boolean
    }
  }

  var valueBytes: [UInt8] {
    switch value {
    case .text(let text): Array(text.utf8)
    case .int64(let number): littleEndianBytes(UInt64(bitPattern: number))
    case .float64(let number): littleEndianBytes(number.bitPattern)
    case .boolean(let flag): [flag ? 1 : 0]
    }
  }
}

/// The bytes of a number, lowest first.
func littleEndianBytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
  (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
}

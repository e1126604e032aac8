/// The bytes of a number in seven-bit groups.
func varint(_ value: UInt64) -> [UInt8] {
  value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + varint(value >> 7)
}

/// A field of a string, bytes, a message or packed numbers.
func wireField(_ number: UInt64, _ content: [UInt8]) -> [UInt8] {
  varint(number << 3 | 2) + varint(UInt64(content.count)) + content
}

/// A field of one number, as a varint.
func wireField(_ number: UInt64, varint value: UInt64) -> [UInt8] {
  varint(number << 3) + varint(value)
}

/// A field of 4 bytes.
func wireField(_ number: UInt64, float value: Float) -> [UInt8] {
  varint(number << 3 | 5) + littleEndian(value)
}

func littleEndian(_ value: Float) -> [UInt8] {
  (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
}

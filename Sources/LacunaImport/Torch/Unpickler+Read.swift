extension Unpickler {
  /// A little-endian integer.
  mutating func integer<Integer: FixedWidthInteger>(
    _ type: Integer.Type
  ) throws(ImportError) -> Integer {
    let range = try take(Integer.bitWidth / 8)
    var value: Integer = 0
    for byte in bytes[range].reversed() {
      value = value << 8 | Integer(truncatingIfNeeded: byte)
    }
    return value
  }

  /// The next bytes.
  mutating func take(_ count: Int) throws(ImportError) -> Range<Int> {
    guard count <= bytes.count - position else {
      throw fail(position, "\(count) bytes", "\(bytes.count - position) to the pickle's end")
    }
    defer { position += count }
    return position..<position + count
  }

  /// As many bytes as an integer before them says.
  mutating func counted<Integer: FixedWidthInteger & UnsignedInteger>(
    _ type: Integer.Type
  ) throws(ImportError) -> Range<Int> {
    let offset = position
    let count = try integer(type)
    guard let count = Int(exactly: count) else {
      throw fail(offset, "a length below 2^63", "\(count)")
    }
    return try take(count)
  }

  /// Text, which must be UTF-8.
  mutating func text(_ range: Range<Int>) throws(ImportError) -> PickleValue {
    guard String(validating: bytes[range], as: UTF8.self) != nil else {
      throw fail(range.lowerBound, "text in UTF-8", "other bytes")
    }
    return .text(range)
  }

  /// Text up to a line end.
  mutating func line() throws(ImportError) -> PickleValue {
    guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) else {
      throw fail(position, "a name that ends in a line feed", "the pickle's end")
    }
    let range = try take(end - position)
    position += 1
    return try text(range)
  }

  /// A number of any length in two's complement.
  mutating func long(_ range: Range<Int>) -> PickleValue {
    guard let last = bytes[range].last else { return .integer(0) }
    guard range.count <= 8 else { return .opaque }
    var value = last >= 0x80 ? -1 : 0
    for byte in bytes[range].reversed() {
      value = value << 8 | Int(byte)
    }
    return .integer(value)
  }
}

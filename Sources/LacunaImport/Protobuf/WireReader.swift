/// Reads the fields of a protobuf message where they lie, one after another, and decodes none of
/// them, so that what a message would take in memory is known before it is taken.
///
/// Source: <https://protobuf.dev/programming-guides/encoding/>.
struct WireReader: ~Escapable {
  private let bytes: RawSpan
  private var position: Int
  private let end: Int

  var isAtEnd: Bool { position == end }

  /// - Precondition: `range` lies in `bytes`.
  @_lifetime(copy bytes)
  init(_ bytes: RawSpan, in range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.byteCount)
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  /// The next field; nil at the message's end.
  mutating func next() throws(WireError) -> WireField? {
    guard position < end else { return nil }
    let start = position
    let (number, wireType) = try tag()
    let value = try value(wireType, ofField: number, depth: 0)
    return WireField(number: number, value: value, range: start..<position)
  }

  /// A number, of which the field's tag or its place in a packed list says the encoding.
  mutating func number(_ encoding: WireNumber) throws(WireError) -> UInt64 {
    switch encoding {
    case .varint:
      var value: UInt64 = 0
      // What does not fit 64 bits is dropped, as all readers do.
      for shift in stride(from: UInt64(0), to: 70, by: 7) {
        guard position < end else { throw .truncated }
        let byte = unsafe bytes.unsafeLoad(fromByteOffset: position, as: UInt8.self)
        position += 1
        value |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { return value }
      }
      throw .overlong
    case .fixed32: return UInt64(try load(UInt32.self))
    case .fixed64: return try load(UInt64.self)
    }
  }

  private mutating func load<Integer: FixedWidthInteger & BitwiseCopyable>(
    _ type: Integer.Type
  ) throws(WireError) -> Integer {
    let width = MemoryLayout<Integer>.size
    guard width <= end - position else { throw .truncated }
    defer { position += width }
    return unsafe Integer(
      littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: position, as: type))
  }

  private mutating func tag() throws(WireError) -> (number: Int, wireType: UInt64) {
    let tag = try number(.varint)
    guard (1..<1 << 29).contains(tag >> 3) else { throw .invalid }
    return (Int(tag >> 3), tag & 7)
  }

  private mutating func value(
    _ wireType: UInt64, ofField number: Int, depth: Int
  ) throws(WireError) -> WireField.Value {
    switch wireType {
    case 0: return .number(try self.number(.varint), .varint)
    case 1: return .number(try self.number(.fixed64), .fixed64)
    case 2:
      let length = try self.number(.varint)
      guard length <= end - position else { throw .truncated }
      let start = position
      position += Int(length)
      return .bytes(start..<position)
    case 3:
      try skipGroup(number, depth: depth + 1)
      return .group
    case 5: return .number(try self.number(.fixed32), .fixed32)
    default: throw .invalid
    }
  }

  private mutating func skipGroup(_ number: Int, depth: Int) throws(WireError) {
    guard depth <= 100 else { throw .depth }
    while true {
      let (field, wireType) = try tag()
      if wireType == 4 {
        guard field == number else { throw .invalid }
        return
      }
      _ = try value(wireType, ofField: field, depth: depth)
    }
  }
}

/// The numbers of a repeated field, in their order, packed or not.
struct WireNumbers: ~Escapable {
  private let bytes: RawSpan
  private var fields: WireReader
  private var packed: WireReader
  private let list: WireList

  /// - Parameter message: where the message lies in `bytes`.
  /// - Precondition: `message` lies in `bytes`.
  @_lifetime(copy bytes)
  init(_ list: WireList, of message: Range<Int>, in bytes: RawSpan) {
    self.bytes = bytes
    self.list = list
    fields = WireReader(bytes, in: message)
    packed = WireReader(bytes, in: message.lowerBound..<message.lowerBound)
  }

  /// The bits of the next number; nil after the last.
  mutating func next() throws(WireError) -> UInt64? {
    while packed.isAtEnd {
      guard let field = try fields.next() else { return nil }
      guard field.number == list.fieldNumber else { continue }
      switch field.value {
      case .number(let bits, list.encoding): return bits
      case .bytes(let range): packed = WireReader(bytes, in: range)
      default: continue
      }
    }
    return try packed.number(list.encoding)
  }
}

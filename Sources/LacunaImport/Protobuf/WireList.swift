/// A repeated field of numbers, counted but not decoded. It may come packed, in one run or several,
/// and as numbers of their own, one after another.
struct WireList {
  let fieldNumber: Int
  let encoding: WireNumber
  /// Numbers seen.
  private(set) var count = 0
  /// The bytes of all numbers, where they are one packed run.
  private(set) var run: Range<Int>?

  init(_ fieldNumber: Int, _ encoding: WireNumber) {
    self.fieldNumber = fieldNumber
    self.encoding = encoding
  }

  /// Counts a field's numbers, if it is one of this list. O(bytes of varints).
  ///
  /// - Throws: `WireError.truncated` where a packed run ends within a number.
  mutating func add(_ field: WireField, in bytes: RawSpan) throws(WireError) {
    guard field.number == fieldNumber else { return }
    switch field.value {
    case .number(_, encoding):
      count += 1
      run = nil
    case .bytes(let range) where !range.isEmpty:
      let numbers = try Self.count(range, of: bytes, encoding)
      run = count == 0 ? range : nil
      count += numbers
    // As of any field that a schema does not name.
    default: break
    }
  }

  private static func count(
    _ range: Range<Int>, of bytes: RawSpan, _ encoding: WireNumber
  ) throws(WireError) -> Int {
    switch encoding {
    case .varint:
      var count = 0
      var isWhole = false
      for position in range {
        isWhole = unsafe bytes.unsafeLoad(fromByteOffset: position, as: UInt8.self) < 0x80
        count += isWhole ? 1 : 0
      }
      guard isWhole else { throw .truncated }
      return count
    case .fixed32, .fixed64:
      let width = encoding == .fixed32 ? 4 : 8
      guard range.count % width == 0 else { throw .truncated }
      return range.count / width
    }
  }
}

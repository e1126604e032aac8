/// A field of a protobuf message, where it lies.
struct WireField {
  enum Value {
    /// The bits of a number of its own.
    case number(UInt64, WireNumber)
    /// A string, bytes, a message, or numbers packed together.
    case bytes(Range<Int>)
    case group
  }

  let number: Int
  let value: Value
  /// Its bytes, with the tag.
  let range: Range<Int>
}

/// How numbers are written.
enum WireNumber {
  /// In 1 to 10 bytes, seven bits in each.
  case varint
  case fixed32
  case fixed64
}

/// Why bytes are no protobuf message.
enum WireError: Error {
  case truncated
  case overlong
  case depth
  case invalid

  /// What was found.
  var description: String {
    switch self {
    case .truncated: "bytes that end within a field"
    case .overlong: "a number of more than 10 bytes"
    case .depth: "groups nested deeper than 100"
    case .invalid: "bytes that are none"
    }
  }
}

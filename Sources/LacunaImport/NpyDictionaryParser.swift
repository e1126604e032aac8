/// Reads the Python dictionary of a `.npy` header: its three keys, in any order, and no other.
struct NpyDictionaryParser {
  struct Fields {
    var type: ElementType
    var isFortranOrder: Bool
    var shape: [Int]
  }

  enum ElementType: Equatable {
    case plain(String)
    /// A list: the fields of a record, which is never read.
    case record
  }

  private let bytes: [UInt8]
  private let path: String
  private let place: String?
  private let start: Int
  private var position = 0

  init(bytes: [UInt8], path: String, place: String?, start: Int) {
    self.bytes = bytes
    self.path = path
    self.place = place
    self.start = start
  }

  mutating func parse() throws(ImportError) -> Fields {
    var type: ElementType?
    var isFortranOrder: Bool?
    var shape: [Int]?
    try expect("{")
    while peek() != UInt8(ascii: "}") {
      let keyPosition = position
      let key = try string()
      try expect(":")
      switch key {
      case "descr" where type == nil: type = try elementType()
      case "fortran_order" where isFortranOrder == nil: isFortranOrder = try boolean()
      case "shape" where shape == nil: shape = try tuple()
      default:
        throw fail(at: keyPosition, "one each of 'descr', 'fortran_order', 'shape'", "'\(key)'")
      }
      guard peek() == UInt8(ascii: ",") else { break }
      position += 1
    }
    try expect("}")
    skipSpaces()
    guard position == bytes.count else {
      throw fail(at: position, "nothing but spaces after the dictionary", found())
    }
    guard let type, let isFortranOrder, let shape else {
      throw fail(at: 0, "'descr', 'fortran_order' and 'shape'", "not all of them")
    }
    return Fields(type: type, isFortranOrder: isFortranOrder, shape: shape)
  }

  private mutating func elementType() throws(ImportError) -> ElementType {
    guard peek() == UInt8(ascii: "[") else {
      return .plain(try string())
    }
    // A list of tuples of strings, tuples and further lists: only its end is of interest.
    var depth = 0
    repeat {
      switch peek() {
      case UInt8(ascii: "["), UInt8(ascii: "("):
        depth += 1
        position += 1
      case UInt8(ascii: "]"), UInt8(ascii: ")"):
        depth -= 1
        position += 1
      case UInt8(ascii: "'"), UInt8(ascii: "\""): _ = try string()
      case nil: throw fail(at: position, "the end of the record's fields", found())
      default: position += 1
      }
    } while depth > 0
    return .record
  }

  private mutating func boolean() throws(ImportError) -> Bool {
    skipSpaces()
    for (word, value) in [("True", true), ("False", false)]
    where bytes[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    throw fail(at: position, "True or False", found())
  }

  private mutating func tuple() throws(ImportError) -> [Int] {
    var values: [Int] = []
    try expect("(")
    while peek() != UInt8(ascii: ")") {
      values.append(try integer())
      // NumPy itself stops at 64 axes.
      guard values.count <= 64 else {
        throw fail(at: position, "at most 64 axes", "more")
      }
      guard peek() == UInt8(ascii: ",") else { break }
      position += 1
    }
    try expect(")")
    return values
  }

  private mutating func integer() throws(ImportError) -> Int {
    skipSpaces()
    let first = position
    var value = 0
    while position < bytes.count, case let digit = bytes[position] &- UInt8(ascii: "0"), digit < 10
    {
      let (tenfold, overflows) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflowsToo) = tenfold.addingReportingOverflow(Int(digit))
      guard !overflows && !overflowsToo else {
        throw fail(at: first, "an extent below 2^63", "a larger one")
      }
      value = sum
      position += 1
    }
    guard position > first else {
      throw fail(at: first, "an extent", found())
    }
    // Python 2 wrote long integers with an L.
    if position < bytes.count && bytes[position] == UInt8(ascii: "L") {
      position += 1
    }
    return value
  }

  private mutating func string() throws(ImportError) -> String {
    skipSpaces()
    guard let quote = peek(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw fail(at: position, "a string", found())
    }
    let first = position + 1
    guard let end = bytes[first...].firstIndex(of: quote) else {
      throw fail(at: position, "a string that ends", "one that does not")
    }
    position = end + 1
    return String(decoding: bytes[first..<end], as: UTF8.self)
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(ImportError) {
    guard peek() == UInt8(ascii: character) else {
      throw fail(at: position, "'\(character)'", found())
    }
    position += 1
  }

  /// The next byte that is no space.
  private mutating func peek() -> UInt8? {
    skipSpaces()
    return position < bytes.count ? bytes[position] : nil
  }

  private mutating func skipSpaces() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
  }

  private func found() -> String {
    position < bytes.count
      ? "'\(String(decoding: bytes[position...].prefix(16), as: UTF8.self))'"
      : "the end of the header"
  }

  private func fail(at position: Int, _ expected: String, _ found: String) -> ImportError {
    .malformed(
      ImportProblem(
        path: path, place: place, byteOffset: start + position, expected: expected, found: found))
  }
}

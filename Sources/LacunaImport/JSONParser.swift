/// Parses a JSON document (RFC 8259), strictly: no comments, no trailing commas, no key twice.
struct JSONParser {
  let bytes: [UInt8]
  private let path: String
  private let place: String
  /// Where in its file the document begins.
  private let start: Int
  var position = 0

  /// Deeper documents are refused, so that parsing cannot exhaust the stack.
  private static let largestDepth = 64

  /// - Parameters:
  ///   - place: what a message calls the document.
  ///   - start: where in its file the document begins.
  /// - Throws: `ImportError.malformed` with the byte offset of what is wrong.
  static func parse(
    _ bytes: [UInt8], path: String, place: String = "JSON", start: Int = 0
  ) throws(ImportError) -> JSONValue {
    var parser = JSONParser(bytes: bytes, path: path, place: place, start: start)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      parser.position = 3
    }
    let value = try parser.value(depth: 0)
    guard parser.peek() == nil else {
      throw parser.fail("the end of the document")
    }
    return value
  }

  private init(bytes: [UInt8], path: String, place: String, start: Int) {
    self.bytes = bytes
    self.path = path
    self.place = place
    self.start = start
  }

  private mutating func value(depth: Int) throws(ImportError) -> JSONValue {
    guard depth <= Self.largestDepth else {
      throw fail("at most \(Self.largestDepth) levels", found: "more")
    }
    switch peek() {
    case UInt8(ascii: "{"): return .object(try members(depth: depth))
    case UInt8(ascii: "["): return .array(try elements(depth: depth))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")):
      return try number()
    default:
      let words: [(String, JSONValue)] = [
        ("true", .boolean(true)), ("false", .boolean(false)), ("null", .null),
      ]
      for (word, value) in words where bytes[position...].starts(with: word.utf8) {
        position += word.utf8.count
        return value
      }
      throw fail("a JSON value")
    }
  }

  private mutating func members(depth: Int) throws(ImportError) -> [JSONMember] {
    var members: [JSONMember] = []
    var keys: Set<String> = []
    position += 1
    if peek() == UInt8(ascii: "}") {
      position += 1
      return members
    }
    while true {
      guard peek() == UInt8(ascii: "\"") else { throw fail("a key") }
      let keyPosition = position
      let key = try string()
      guard keys.insert(key).inserted else {
        position = keyPosition
        throw fail("each key once", found: "\"\(key)\" a second time")
      }
      guard peek() == UInt8(ascii: ":") else { throw fail("':'") }
      position += 1
      members.append(JSONMember(key: key, value: try value(depth: depth + 1)))
      switch peek() {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "}"):
        position += 1
        return members
      default: throw fail("',' or '}'")
      }
    }
  }

  private mutating func elements(depth: Int) throws(ImportError) -> [JSONValue] {
    var elements: [JSONValue] = []
    position += 1
    if peek() == UInt8(ascii: "]") {
      position += 1
      return elements
    }
    while true {
      elements.append(try value(depth: depth + 1))
      switch peek() {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "]"):
        position += 1
        return elements
      default: throw fail("',' or ']'")
      }
    }
  }

  private mutating func number() throws(ImportError) -> JSONValue {
    let first = position
    func isDigit(_ index: Int) -> Bool {
      index < bytes.count && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index])
    }
    func isOne(of characters: String, _ index: Int) -> Bool {
      index < bytes.count && characters.utf8.contains(bytes[index])
    }
    if isOne(of: "-", position) { position += 1 }
    let firstDigit = position
    while isDigit(position) { position += 1 }
    let hasLeadingZero = isOne(of: "0", firstDigit) && position > firstDigit + 1
    guard position > firstDigit && !hasLeadingZero else {
      throw fail("a number without leading zeros")
    }
    if isOne(of: ".", position) {
      position += 1
      guard isDigit(position) else { throw fail("a digit after the point") }
      while isDigit(position) { position += 1 }
    }
    if isOne(of: "eE", position) {
      position += isOne(of: "+-", position + 1) ? 2 : 1
      guard isDigit(position) else { throw fail("a digit of the exponent") }
      while isDigit(position) { position += 1 }
    }
    let text = String(decoding: bytes[first..<position], as: UTF8.self)
    if let integer = Int(text) {
      return .integer(integer)
    }
    guard let value = Double(text), value.isFinite else {
      position = first
      throw fail("a number that a double can hold")
    }
    return .number(value)
  }

  /// The next byte that is no white space.
  private mutating func peek() -> UInt8? {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
    return position < bytes.count ? bytes[position] : nil
  }

  func fail(_ expected: String, found: String? = nil) -> ImportError {
    let rest = String(decoding: bytes[min(position, bytes.count)...].prefix(16), as: UTF8.self)
    return .malformed(
      ImportProblem(
        path: path, place: place, byteOffset: start + position, expected: expected,
        found: found ?? (rest.isEmpty ? "the end of the document" : "'\(rest)'")))
  }
}

/// Parses a JSON document (RFC 8259), strictly: no comments, no trailing commas, no key twice.
struct JSONParser {
  private let bytes: [UInt8]
  private let path: String
  private var position = 0

  /// Deeper documents are refused, so that parsing cannot exhaust the stack.
  private static let largestDepth = 64

  /// - Throws: `ImportError.malformed` with the byte offset of what is wrong.
  static func parse(_ bytes: [UInt8], path: String) throws(ImportError) -> JSONValue {
    var parser = JSONParser(bytes: bytes, path: path)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      parser.position = 3
    }
    let value = try parser.value(depth: 0)
    guard parser.peek() == nil else {
      throw parser.fail("the end of the document")
    }
    return value
  }

  private init(bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
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
      return .number(try number())
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

  private mutating func number() throws(ImportError) -> Double {
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
    guard let value = Double(String(decoding: bytes[first..<position], as: UTF8.self)),
      value.isFinite
    else {
      position = first
      throw fail("a number that a double can hold")
    }
    return value
  }

  private mutating func string() throws(ImportError) -> String {
    let first = position
    position += 1
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          position = first
          throw fail("a string in UTF-8", found: "other bytes")
        }
        return string
      case UInt8(ascii: "\\"):
        text.append(contentsOf: try escape())
      case 0..<0x20:
        position -= 1
        throw fail("no control character in a string")
      default:
        text.append(byte)
      }
    }
    position = first
    throw fail("a string that ends", found: "one that does not")
  }

  private mutating func escape() throws(ImportError) -> [UInt8] {
    let simple: [UInt8: UInt8] = [
      UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "/"): 0x2F,
      UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A,
      UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
    ]
    guard position < bytes.count else { throw fail("an escaped character") }
    let letter = bytes[position]
    if let byte = simple[letter] {
      position += 1
      return [byte]
    }
    guard letter == UInt8(ascii: "u") else { throw fail("an escaped character") }
    position += 1
    var code = UInt32(try hexadecimalUnit())
    if (0xD800..<0xDC00).contains(code),
      bytes[position...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")])
    {
      position += 2
      let low = UInt32(try hexadecimalUnit())
      guard (0xDC00..<0xE000).contains(low) else {
        throw fail("the second half of a surrogate pair")
      }
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else {
      throw fail("a whole surrogate pair")
    }
    return Array(String(scalar).utf8)
  }

  private mutating func hexadecimalUnit() throws(ImportError) -> UInt16 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else {
      throw fail("four hexadecimal digits")
    }
    position += 4
    return unit
  }

  /// The next byte that is no white space.
  private mutating func peek() -> UInt8? {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
    return position < bytes.count ? bytes[position] : nil
  }

  private func fail(_ expected: String, found: String? = nil) -> ImportError {
    let rest = String(decoding: bytes[min(position, bytes.count)...].prefix(16), as: UTF8.self)
    return .malformed(
      ImportProblem(
        path: path, place: "JSON", byteOffset: position, expected: expected,
        found: found ?? (rest.isEmpty ? "the end of the document" : "'\(rest)'")))
  }
}

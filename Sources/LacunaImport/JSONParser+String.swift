extension JSONParser {
  /// A string, its escapes resolved.
  mutating func string() throws(ImportError) -> String {
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
}

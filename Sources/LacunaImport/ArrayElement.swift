import LacunaDense

/// What an array in a file holds.
public enum ArrayElement: Sendable, Hashable, CustomStringConvertible {
  /// Floating-point numbers, which can be read.
  case float(DenseElementFormat)
  /// Whole numbers, which can be read as ids and counts, not as weights.
  case integer(ArrayIntegerFormat)
  /// Anything else, described for a message: `Python objects (a pickle)`.
  case other(String)

  /// `float32`, `big-endian float16`, `int64`.
  public var description: String {
    switch self {
    case .float(let format): (format.isBigEndian ? "big-endian " : "") + format.width.rawValue
    case .integer(let format): format.description
    case .other(let description): description
    }
  }
}

/// How one whole number of an array is written.
public struct ArrayIntegerFormat: Sendable, Hashable, CustomStringConvertible {
  /// 1, 2, 4 or 8.
  public let byteCount: Int
  public let isSigned: Bool
  public let isBigEndian: Bool

  /// `int64`, `uint8`, `big-endian int32`.
  public var description: String {
    (isBigEndian ? "big-endian " : "") + (isSigned ? "int" : "uint") + "\(byteCount * 8)"
  }

  /// A NumPy type string such as `<i8`, `|u1` or `>i4`; nil for any other.
  init?(numpy text: String) {
    let parts = Array(text.utf8)
    guard parts.count == 3, let digit = Int(String(text.suffix(1))), [1, 2, 4, 8].contains(digit),
      let order = text.first, "<>=|".contains(order), order != "|" || digit == 1
    else { return nil }
    switch parts[1] {
    case UInt8(ascii: "i"): isSigned = true
    case UInt8(ascii: "u"): isSigned = false
    default: return nil
    }
    byteCount = digit
    isBigEndian = order == ">" && digit > 1
  }

  /// The number that `bytes`, as many as a number has, stand for; the nearest that is an `Int`.
  func number(_ bytes: ArraySlice<UInt8>) -> Int {
    var bits: UInt64 = 0
    for byte in isBigEndian ? Array(bytes) : bytes.reversed() { bits = bits << 8 | UInt64(byte) }
    guard isSigned else { return Int(clamping: bits) }
    let unused = UInt64(64 - 8 * byteCount)
    return Int(Int64(bitPattern: bits << unused) >> Int64(unused))
  }
}

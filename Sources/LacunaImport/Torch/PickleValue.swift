/// A value that a pickle makes: eight bytes that refer to the pickle's text or to its objects, so
/// that neither a deep structure nor one that holds itself costs anything to keep or to let go.
struct PickleValue: Sendable, Equatable {
  enum Content: Equatable {
    case none
    case boolean(Bool)
    case integer(Int)
    /// UTF-8 in the pickle: where it begins, and its bytes.
    case text(start: Int, count: Int)
    /// An index among the pickle's objects.
    case object(Int)
    /// A number with a fraction, a number of more than 61 bits, bytes: of no use here.
    case opaque
  }

  private enum Kind: UInt32 {
    case none
    case boolean
    case positive
    case negative
    case text
    case object
    case opaque
  }

  // The kind in the upper 3 bits, 29 and 32 bits of content.
  private let upper: UInt32
  private let lower: UInt32

  private init(_ kind: Kind, upper: UInt32 = 0, lower: UInt32 = 0) {
    self.upper = kind.rawValue << 29 | upper
    self.lower = lower
  }

  static let none = PickleValue(.none)
  static let opaque = PickleValue(.opaque)

  static func boolean(_ value: Bool) -> PickleValue {
    PickleValue(.boolean, lower: value ? 1 : 0)
  }

  static func integer(_ value: Int) -> PickleValue {
    let magnitude = UInt64(value.magnitude)
    guard magnitude < 1 << 61 else { return .opaque }
    return PickleValue(
      value < 0 ? .negative : .positive, upper: UInt32(magnitude >> 32),
      lower: UInt32(truncatingIfNeeded: magnitude))
  }

  /// - Precondition: a pickle has at most ``Unpickler/largestByteCount`` bytes.
  static func text(_ range: Range<Int>) -> PickleValue {
    PickleValue(.text, upper: UInt32(range.count), lower: UInt32(range.lowerBound))
  }

  static func object(_ index: Int) -> PickleValue {
    PickleValue(.object, lower: UInt32(index))
  }

  var content: Content {
    let high = Int(upper & 0x1FFF_FFFF)
    switch Kind(rawValue: upper >> 29) {
    case .boolean: return .boolean(lower == 1)
    case .positive: return .integer(high << 32 | Int(lower))
    case .negative: return .integer(-(high << 32 | Int(lower)))
    case .text: return .text(start: Int(lower), count: high)
    case .object: return .object(Int(lower))
    case .opaque: return .opaque
    case .none?, nil: return .none
    }
  }
}

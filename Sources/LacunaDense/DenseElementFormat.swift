/// How one element of a source array is written: its width and its byte order.
public struct DenseElementFormat: Sendable, Hashable {
  /// The width of an element: IEEE 754, or the upper half of a float32.
  public enum Width: String, Sendable, Hashable {
    case float16
    case bfloat16
    case float32
    case float64
  }

  public let width: Width
  public let isBigEndian: Bool

  public init(_ width: Width, isBigEndian: Bool = false) {
    self.width = width
    self.isBigEndian = isBigEndian
  }

  /// Little-endian float32, which is read without conversion.
  public static let float32 = DenseElementFormat(.float32)

  /// Bytes per element.
  public var byteCount: Int {
    switch width {
    case .float16, .bfloat16: 2
    case .float32: 4
    case .float64: 8
    }
  }
}

/// The value of an IEEE 754 half-precision bit pattern, exactly; NaN stays NaN.
///
/// `Float16` is not available on every platform that this package builds for.
@inline(__always)
func floatFromHalf(_ half: UInt16) -> Float {
  let magnitude = UInt32(half & 0x7FFF) &<< 13
  // Moving the exponent by 112 with a multiplication makes subnormals right too.
  var value = Float(bitPattern: magnitude) * Float(bitPattern: 0x7780_0000)
  if half & 0x7C00 == 0x7C00 {
    value = Float(bitPattern: magnitude | 0x7F80_0000)
  }
  return Float(bitPattern: value.bitPattern | (UInt32(half & 0x8000) &<< 16))
}

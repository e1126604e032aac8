extension Logits {
  static let naturalLogarithmOf2 = 0x1.62e42fefa39efp-1

  /// The natural logarithm of a positive integer, by basic operations alone: the C library's differs
  /// in its last bit from one platform to another.
  ///
  /// `x = 2^e · m` with `m` from 2/3 to 4/3, and `log m = 2·artanh((m - 1) / (m + 1))`, whose series
  /// ends below the last bit.
  static func naturalLogarithm(_ x: UInt64) -> Double {
    precondition(x > 0)
    let number = Double(x)
    var (exponent, significand) = (Double(number.exponent), number.significand)
    if significand > 4 / 3 {
      significand /= 2
      exponent += 1
    }
    let ratio = (significand - 1) / (significand + 1)
    let square = ratio * ratio
    var series = 0.0
    for odd in stride(from: 21.0, through: 1, by: -2) { series = series * square + 1 / odd }
    return exponent * naturalLogarithmOf2 + 2 * ratio * series
  }
}

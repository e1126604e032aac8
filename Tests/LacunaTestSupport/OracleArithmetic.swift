/// The functions at the head of spec/arithmetic.md, in plain 64-bit integers.
package enum OracleArithmetic {
  package static func clamp(_ v: Int, _ low: Int, _ high: Int) -> Int {
    min(max(v, low), high)
  }

  package static func sat16(_ v: Int) -> Int {
    clamp(v, -32768, 32767)
  }

  /// `⌊v / 2^s + 1/2⌋`.
  package static func round(_ v: Int, _ s: Int) -> Int {
    s == 0 ? v : ((v >> (s - 1)) + 1) >> 1
  }

  package static func mul15(_ a: Int, _ b: Int) -> Int {
    (a * b + (1 << 14)) >> 15
  }

  /// Q0.15 to Q0.7.
  package static func to8(_ v: Int) -> Int {
    clamp((v + 128) >> 8, -127, 127)
  }

  /// A row's sum `S` to a fixed point, with `s = -(rowExponent + e + F)`.
  package static func fix(_ sum: Int, _ s: Int) -> Int {
    if s >= 0 { return clamp(round(sum, min(s, 31)), -(1 << 29), 1 << 29) }
    let left = min(-s, 29)
    return clamp(sum, -((1 << 29) >> left), (1 << 29) >> left) << left
  }

  /// A bias value with its exponent `a` to `F` bits after the point.
  package static func bias(_ value: Int, exponent a: Int, fraction: Int) -> Int {
    clamp(value << (a + fraction), -(1 << 29), 1 << 29)
  }
}

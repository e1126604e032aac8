/// The exponents that rows can have.
///
/// The format allows -128 to 127. Below -126 a weight's scale would be no normal `Float`, and above
/// 121 no weight is.
let rowExponentRange = -126...121

/// The smallest exponent `e` for which `maximum ≤ limit · 2^e`; 0 for a row of zeros, and where the
/// limit is 0, so that no exponent does.
func smallestExponent(holding maximum: Float, limit: Float) -> Int {
  guard maximum > 0, limit > 0 else { return 0 }
  let ratio = Double(maximum) / Double(limit)
  let exponent = Int(ratio.exponent) + (ratio.significand > 1 ? 1 : 0)
  return min(max(exponent, rowExponentRange.lowerBound), rowExponentRange.upperBound)
}

extension Codebook {
  /// The exponent to start from for a row with a given largest weight: its largest value is then
  /// at least four fifths of that weight.
  func startExponent(maximum: Float) -> Int {
    smallestExponent(holding: maximum, limit: Float(self.maximum) * 1.25)
  }
}

/// Walks down, or else up, from an exponent while the error shrinks.
///
/// - Parameter error: the squared error of a row with an exponent.
/// - Returns: an exponent whose neighbours are no better.
func leastErrorExponent(from start: Int, error: (Int) -> Double) -> (exponent: Int, error: Double) {
  var best = (exponent: start, error: error(start))
  for direction in [-1, 1] {
    let before = best.exponent
    while rowExponentRange.contains(best.exponent + direction) {
      let next = error(best.exponent + direction)
      guard next < best.error else { break }
      best = (best.exponent + direction, next)
    }
    if best.exponent != before { break }
  }
  return best
}

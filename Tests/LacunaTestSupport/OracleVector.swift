/// An activation vector: element `i` stands for `values[i] · 2^exponent` (spec/arithmetic.md).
package struct OracleVector: Equatable {
  package var values: [Int]
  package var exponent: Int

  package init(values: [Int], exponent: Int) {
    self.values = values
    self.exponent = exponent
  }

  /// `normalize(v, e)`.
  package init(normalizing v: [Int], exponent e: Int) {
    let largest = v.map { abs($0) }.max() ?? 0
    var bits = 0
    while largest >> bits != 0 { bits += 1 }
    let s = max(0, bits - 7)
    values = v.map { OracleArithmetic.clamp(OracleArithmetic.round($0, s), -127, 127) }
    exponent = e + s
  }

  /// "Joined": this vector before `other`, at the larger of their exponents.
  package func joined(with other: OracleVector) -> OracleVector {
    let exponent = max(exponent, other.exponent)
    let parts = [self, other].flatMap { part in
      part.values.map { OracleArithmetic.round($0, exponent - part.exponent) }
    }
    return OracleVector(values: parts, exponent: exponent)
  }

  /// "From floats": `features` are finite.
  package init(features: [Float]) {
    var p = -119
    while features.contains(where: { Double($0.magnitude) >= powerOfTwo(p) }) { p += 1 }
    values = features.map { feature in
      let quotient = Double(feature) / powerOfTwo(p - 7)
      let rounded = Int(quotient.rounded(.toNearestOrEven))
      return OracleArithmetic.clamp(rounded, -127, 127)
    }
    exponent = p - 7
  }
}

/// `2^exponent`, exact.
package func powerOfTwo(_ exponent: Int) -> Double {
  Double(sign: .plus, exponent: exponent, significand: 1)
}

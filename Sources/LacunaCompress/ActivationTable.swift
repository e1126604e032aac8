/// A function that is stored as a table (`spec/arithmetic.md`, Activation functions).
package enum ActivationTable: Hashable {
  case sigmoid
  case tanh

  /// The values at -8, -8 + 1/16, …, 8 in Q0.15, `[257]`.
  package var values: [Int16] {
    (0...256).map { index in
      let x = Double(index - 128) / 16
      let value =
        switch self {
        case .sigmoid: 1 / (1 + exponential(-x))
        case .tanh: 1 - 2 / (1 + exponential(2 * x))
        }
      return fixedPoint15(value)
    }
  }
}

/// e^x for magnitudes up to 16, the same bits on every machine: by the series at `x / 1024`,
/// squared ten times.
func exponential(_ x: Double) -> Double {
  let small = x / 1024
  var term = 1.0
  var sum = 1.0
  for n in 1...12 {
    term *= small / Double(n)
    sum += term
  }
  for _ in 0..<10 { sum *= sum }
  return sum
}

/// A number in Q0.15, rounded to nearest; 1 is 32767, -1 is -32767.
func fixedPoint15(_ number: Double) -> Int16 {
  Int16(min(max((number * 32768).rounded(.toNearestOrAwayFromZero), -32767), 32767))
}

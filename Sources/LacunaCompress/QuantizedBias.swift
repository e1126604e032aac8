/// A vector of biases in fixed point (`spec/graph.md`, Bias).
struct QuantizedBias: Equatable {
  /// `[count]`: a value `b` stands for `b · 2^exponent`.
  let values: [Int16]
  let exponent: Int

  /// Rounds biases with the smallest exponent that holds all of them, of those allowed.
  ///
  /// What is past the largest is held as the largest: the sums that it enters saturate far below.
  ///
  /// - Parameters:
  ///   - biases: `[count]`
  ///   - smallestExponent: -12 for a recurrent layer, -16 for a linear one (rule G9).
  ///   - owner: the array to name in an error.
  /// - Throws: `CompressionError.biasNotFinite`, and `biasNotExact` where all must be exact.
  init(
    _ biases: [Float], smallestExponent: Int, owner: String, isExact: Bool
  ) throws(CompressionError) {
    var largest: Float = 0
    for (index, bias) in biases.enumerated() {
      guard bias.isFinite else {
        throw .biasNotFinite(layerOf: owner, index: index, found: bias)
      }
      largest = max(largest, bias.magnitude)
    }
    var exponent = smallestExponent
    while exponent < 0, Self.rounded(largest, exponent) > 32767 { exponent += 1 }
    let values = biases.map {
      Int16(min(max(Self.rounded($0, exponent), -32767), 32767))
    }
    if isExact {
      let step = powerOfTwo(exponent)
      for (index, bias) in biases.enumerated() where Float(values[index]) * step != bias {
        throw .biasNotExact(
          layerOf: owner, index: index, found: bias, nearest: Float(values[index]) * step)
      }
    }
    self.values = values
    self.exponent = exponent
  }

  private static func rounded(_ bias: Float, _ exponent: Int) -> Float {
    (bias * powerOfTwo(-exponent)).rounded(.toNearestOrEven)
  }
}

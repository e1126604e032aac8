import LacunaEngine

// The last layer's output, taken as logits: no array is made of it.
extension InferenceSession {
  /// The index of the greatest output, the first of equals. O(outputs).
  public func argmax(ofStream stream: Int = 0) -> Int {
    withOutput(ofStream: stream) { Logits.argmax($0, kernels: kernels) }
  }

  /// The indices of the `count` greatest outputs, the greatest first. See
  /// ``Logits/greatest(_:of:kernels:)``.
  public func greatest(_ count: Int, ofStream stream: Int = 0) -> [Int] {
    withOutput(ofStream: stream) { Logits.greatest(count, of: $0, kernels: kernels) }
  }

  /// The natural logarithm of the softmax at `index`, the same on every machine. O(outputs).
  public func logProbability(of index: Int, ofStream stream: Int = 0) -> Double {
    withOutput(ofStream: stream) {
      Logits.logProbability(of: index, in: $0, exponent: outputExponent, kernels: kernels)
    }
  }

  /// Draws an index from the softmax of `output / temperature`, which must be above 0; the same
  /// generator gives the same index on every machine. O(outputs).
  public func sample(
    temperature: Double, ofStream stream: Int = 0, using generator: inout SplitMix64
  ) -> Int {
    withOutput(ofStream: stream) {
      Logits.sample(
        $0, exponent: outputExponent, temperature: temperature, kernels: kernels,
        using: &generator)
    }
  }
}

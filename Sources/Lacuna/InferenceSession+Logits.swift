import LacunaEngine

// The last layer's output, taken as logits: no array is made of it, and choosing takes no memory.
extension InferenceSession {
  /// The index of the greatest output, the first of equals. O(outputs).
  public func argmax(ofStream stream: Int = 0) -> Int {
    guard let session = try? engineSession() else { return 0 }
    return Logits.argmax(session.output(ofStream: stream), kernels: kernels)
  }

  /// The indices of the `count` greatest outputs, the greatest first. See
  /// ``Logits/greatest(_:of:kernels:)``.
  public func greatest(_ count: Int, ofStream stream: Int = 0) -> [Int] {
    withOutput(ofStream: stream) { Logits.greatest(count, of: $0, kernels: kernels) }
  }

  /// The natural logarithm of the softmax at `index`, the same on every machine. O(outputs).
  public func logProbability(of index: Int, ofStream stream: Int = 0) -> Double {
    guard let session = try? engineSession() else { return 0 }
    return Logits.logProbability(
      of: index, in: session.output(ofStream: stream), exponent: outputExponent, kernels: kernels)
  }

  /// Draws an index from the softmax of `output / temperature`, which must be above 0; the same
  /// generator gives the same index on every machine. O(outputs).
  public func sample(
    temperature: Double, ofStream stream: Int = 0, using generator: inout SplitMix64
  ) -> Int {
    guard let session = try? engineSession() else { return 0 }
    return Logits.sample(
      session.output(ofStream: stream), exponent: outputExponent, temperature: temperature,
      kernels: kernels, using: &generator)
  }
}

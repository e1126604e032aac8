import LacunaEngine

// The last layer's output, taken as logits: no array is made of it, and choosing takes no memory.
extension InferenceSession {
  /// The index of the greatest output, the first of equals. O(outputs).
  public func argmax(ofStream stream: Int = 0) -> Int {
    (try? engineSession().argmax(stream, kernels)) ?? 0
  }

  /// The indices of the `count` greatest outputs, the greatest first. See
  /// ``Logits/greatest(_:of:kernels:)``.
  public func greatest(_ count: Int, ofStream stream: Int = 0) -> [Int] {
    withOutput(ofStream: stream) { Logits.greatest(count, of: $0, kernels: kernels) }
  }

  /// The natural logarithm of the softmax at `index`, the same on every machine. O(outputs).
  public func logProbability(of index: Int, ofStream stream: Int = 0) -> Double {
    (try? engineSession().logProbability(of: index, stream, outputExponent, kernels)) ?? 0
  }

  /// Draws an index from the softmax of `output / temperature`, which must be above 0; the same
  /// generator gives the same index on every machine. O(outputs).
  public func sample(
    temperature: Double, ofStream stream: Int = 0, using generator: inout SplitMix64
  ) -> Int {
    (try? engineSession().sample(temperature, stream, outputExponent, kernels, &generator)) ?? 0
  }
}

// Methods of their own, since without optimization a constant that holds a session takes memory.
extension Session<KernelSet> {
  fileprivate func argmax(_ stream: Int, _ kernels: KernelSet) -> Int {
    Logits.argmax(output(ofStream: stream), kernels: kernels)
  }

  fileprivate func logProbability(
    of index: Int, _ stream: Int, _ exponent: Int, _ kernels: KernelSet
  ) -> Double {
    Logits.logProbability(
      of: index, in: output(ofStream: stream), exponent: exponent, kernels: kernels)
  }

  fileprivate func sample(
    _ temperature: Double, _ stream: Int, _ exponent: Int, _ kernels: KernelSet,
    _ generator: inout SplitMix64
  ) -> Int {
    Logits.sample(
      output(ofStream: stream), exponent: exponent, temperature: temperature, kernels: kernels,
      using: &generator)
  }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a model's outputs say when they are taken as logits.
public enum Logits {
  /// The index of the greatest value, the first of equals. O(count).
  public static func argmax(_ values: [Float]) -> Int {
    var best = 0
    for index in values.indices where values[index] > values[best] { best = index }
    return best
  }

  /// The natural logarithm of the softmax at `index`, in double precision. O(count).
  public static func logProbability(of index: Int, in values: [Float]) -> Double {
    let greatest = Double(values.max() ?? 0)
    var sum = 0.0
    for value in values { sum += exp(Double(value) - greatest) }
    return Double(values[index]) - greatest - log(sum)
  }

  /// Draws an index from the softmax of `values / temperature`. O(count).
  ///
  /// The same generator state gives the same index on one machine; across machines the
  /// platform's exponential function may differ in its last bit. `temperature` must be above 0.
  public static func sample(
    _ values: [Float], temperature: Double, using generator: inout SplitMix64
  ) -> Int {
    let greatest = Double(values.max() ?? 0)
    let weights = values.map { exp((Double($0) - greatest) / temperature) }
    var rest = generator.nextUnit() * weights.reduce(0, +)
    for (index, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return index }
    }
    return argmax(values)
  }
}

/// A small generator of random numbers with a seed: SplitMix64 (Steele, Lea and Flood, 2014).
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) {
    self.state = seed
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number from 0 up to, but not including, 1.
  public mutating func nextUnit() -> Double { Double(next() >> 11) * 0x1p-53 }
}

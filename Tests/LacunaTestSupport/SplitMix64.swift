/// The SplitMix64 generator: one 64-bit word of state, the same sequence on every machine.
///
/// Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
package struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) {
    state = seed
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// An integer of `range`, bounds included.
  ///
  /// Written out, and not `Int.random(in:using:)`, so that no library can change the sequence.
  package mutating func integer(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
  }

  /// True once in `n` times.
  package mutating func oneIn(_ n: Int) -> Bool {
    integer(0...(n - 1)) == 0
  }

  package mutating func element<T>(of array: [T]) -> T {
    array[integer(0...(array.count - 1))]
  }
}

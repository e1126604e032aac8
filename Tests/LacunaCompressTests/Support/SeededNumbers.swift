/// Numbers that a seed decides (SplitMix64).
struct SeededNumbers {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

  /// Bell-shaped, with standard deviation near `scale`.
  mutating func weight(scale: Float) -> Float {
    var sum: Float = 0
    for _ in 0..<6 { sum += Float(next() >> 40) / Float(1 << 24) - 0.5 }
    return sum * 1.4 * scale
  }
}

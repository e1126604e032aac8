/// Numbers that a seed decides (SplitMix64: Steele, Lea and Flood, 2014).
struct SeededGenerator {
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

  /// 0 to 1, without 1.
  mutating func fraction() -> Double { Double(next() >> 11) / Double(1 << 53) }

  /// 0 to `limit - 1`.
  mutating func below(_ limit: Int) -> Int { min(Int(fraction() * Double(limit)), limit - 1) }

  /// Bell-shaped, with mean 0 and standard deviation 1.
  mutating func normal() -> Float {
    Float((0..<12).reduce(-6) { sum, _ in sum + fraction() })
  }

  /// An index drawn with the probabilities that logits stand for.
  mutating func choice(logits: [Float]) -> Int {
    let largest = logits.max() ?? 0
    let shares = logits.map { exponential(max(Double($0 - largest), -16)) }
    var left = fraction() * shares.reduce(0, +)
    for (index, share) in shares.enumerated() {
      left -= share
      if left < 0 { return index }
    }
    return logits.count - 1
  }
}

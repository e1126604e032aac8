import Foundation

/// What a recurrent or linear layer asks of an activation.
package enum ActivationRole {
  /// 0 to 1.
  case gate
  /// 0 to 1, and by rule G17 never below 0.
  case updateGate
  /// -1 to 1.
  case signed
}

/// A table of 257 values in Q0.15 of `function` at -8, -8 + 1/16, …, 8.
package func activationTable(_ function: (Double) -> Double) -> [Int] {
  (0...256).map { index in
    let value = function(-8 + Double(index) / 16)
    return max(-32767, min(32767, Int((value * 32768).rounded())))
  }
}

package func randomTable(
  _ role: ActivationRole, _ style: RandomStyle, using generator: inout SplitMix64
)
  -> [Int]
{
  if style.activations == .smoothTables {
    return activationTable { x in role == .signed ? tanh(x) : 1 / (1 + exp(-x)) }
  }
  let low = role == .updateGate ? 0 : -32767
  return (0...256).map { _ in
    generator.oneIn(4) ? (generator.oneIn(2) ? low : 32767) : generator.integer(low...32767)
  }
}

package func randomClipped(
  _ role: ActivationRole, _ style: RandomStyle, using generator: inout SplitMix64
)
  -> ActivationDescription
{
  if style.activations == .clipped {
    return role == .signed
      ? .clipped(shift: 0, offset: 0, low: -32767, high: 32767)
      : .clipped(shift: generator.integer(1...3), offset: 16384, low: 0, high: 32767)
  }
  let low = generator.integer((role == .updateGate ? 0 : -32767)...32767)
  return .clipped(
    shift: generator.integer(0...7), offset: generator.integer(-32768...32767),
    low: low, high: generator.integer(low...32767))
}

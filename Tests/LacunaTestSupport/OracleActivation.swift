/// An activation function from Q3.12 to Q0.15 (spec/arithmetic.md, "Activation functions").
package enum OracleActivation {
  case table([Int])
  case clipped(shift: Int, offset: Int, low: Int, high: Int)

  package func callAsFunction(_ p: Int) -> Int {
    switch self {
    case .table(let table):
      let i = (p + 32768) >> 8
      let f = p & 255
      return (table[i] * (256 - f) + table[i + 1] * f + 128) >> 8
    case .clipped(let shift, let offset, let low, let high):
      return OracleArithmetic.clamp(OracleArithmetic.round(8 * p, shift) + offset, low, high)
    }
  }
}

extension OracleLayer {
  /// A GRU step, `h` int16 Q0.15; `reset` 1 is "reset after", 0 "reset before".
  package func gruStep(
    _ x: OracleVector, h: [Int], counting operations: inout OracleOperations
  ) -> [Int] {
    guard let recurrentMatrix else { return [] }
    let hidden = outputSize
    let gateRows = 0..<(2 * hidden)
    let candidateRows = (2 * hidden)..<(3 * hidden)
    let fromInput = matrix.fixedProduct(
      x, rows: 0..<(3 * hidden), fraction: 12, counting: &operations)
    let seen = OracleVector(values: h.map(OracleArithmetic.to8), exponent: -7)
    let fromState = recurrentMatrix.fixedProduct(
      seen, rows: gateRows, fraction: 12, counting: &operations)

    func gate(_ row: Int, _ activation: OracleActivation) -> Int {
      activation(OracleArithmetic.sat16(fromInput[row] + fromState[row] + bias(row, fraction: 12)))
    }
    let r = (0..<hidden).map { gate($0, activations[0]) }
    let z = (0..<hidden).map { gate(hidden + $0, activations[1]) }

    var n: [Int] = []
    if reset == 1 {
      let candidate = recurrentMatrix.fixedProduct(
        seen, rows: candidateRows, fraction: 12, counting: &operations)
      for unit in 0..<hidden {
        let q = OracleArithmetic.sat16(candidate[unit] + bias(3 * hidden + unit, fraction: 12))
        let p = OracleArithmetic.sat16(
          fromInput[2 * hidden + unit] + bias(2 * hidden + unit, fraction: 12)
            + OracleArithmetic.mul15(r[unit], q))
        n.append(activations[2](p))
      }
    } else {
      let kept = (0..<hidden).map { OracleArithmetic.to8(OracleArithmetic.mul15(r[$0], h[$0])) }
      let candidate = recurrentMatrix.fixedProduct(
        OracleVector(values: kept, exponent: -7), rows: candidateRows, fraction: 12,
        counting: &operations)
      for unit in 0..<hidden {
        let p = OracleArithmetic.sat16(
          fromInput[2 * hidden + unit] + candidate[unit] + bias(2 * hidden + unit, fraction: 12))
        n.append(activations[2](p))
      }
    }

    return (0..<hidden).map { unit in
      let mixed = z[unit] * h[unit] + (32768 - z[unit]) * n[unit]
      return OracleArithmetic.clamp((mixed + (1 << 14)) >> 15, -32767, 32767)
    }
  }
}

extension OracleLayer {
  /// A step of a recurrent layer of either kind, from its state to its next.
  package func recurrentStep(
    _ x: OracleVector, from state: OracleSession.State,
    counting operations: inout OracleOperations
  ) -> OracleSession.State {
    switch state {
    case .lstm(let h, let c):
      let next = lstmStep(x, h: h, c: c, counting: &operations)
      return .lstm(h: next.h, c: next.c)
    case .gru(let h):
      return .gru(h: gruStep(x, h: h, counting: &operations))
    }
  }

  private func lstmStep(
    _ x: OracleVector, h: [Int], c: [Int], counting operations: inout OracleOperations
  ) -> (h: [Int], c: [Int]) {
    let hidden = hiddenSize
    let seen =
      projection == nil
      ? OracleVector(values: h, exponent: -7) : OracleVector(normalizing: h, exponent: -16)
    let fromInput = matrix.fixedProduct(
      x, rows: 0..<(4 * hidden), fraction: 12, counting: &operations)
    let fromState =
      recurrentMatrix?.fixedProduct(
        seen, rows: 0..<(4 * hidden), fraction: 12, counting: &operations) ?? []
    let p = (0..<(4 * hidden)).map { row in
      OracleArithmetic.sat16(fromInput[row] + fromState[row] + bias(row, fraction: 12))
    }

    var nextH: [Int] = []
    var nextC: [Int] = []
    for unit in 0..<hidden {
      let i = activations[0](p[unit])
      let f = activations[1](p[hidden + unit])
      let g = activations[2](p[2 * hidden + unit])
      let o = activations[3](p[3 * hidden + unit])
      let kept = OracleArithmetic.mul15(f, c[unit])
      let added = (OracleArithmetic.mul15(i, g) + 8) >> 4
      let cell = OracleArithmetic.sat16(kept + added)
      let shown = activations[4](OracleArithmetic.sat16(2 * cell))
      nextC.append(cell)
      nextH.append(OracleArithmetic.to8(OracleArithmetic.mul15(o, shown)))
    }
    guard let projection else { return (nextH, nextC) }
    let projected = projection.fixedProduct(
      OracleVector(values: nextH, exponent: -7), rows: 0..<outputSize, fraction: 16,
      counting: &operations)
    return (projected, nextC)
  }
}

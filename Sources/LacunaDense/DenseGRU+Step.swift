extension DenseGRU {
  /// One step of the layer, from `vector` and the state to the new state.
  func step(
    _ vector: [Float], state: inout DenseRecurrentState, input: DenseWeights,
    recurrent: DenseWeights
  ) {
    let size = hiddenSize
    let fromInput = input.product(vector, adding: inputBias)
    let old = state.hidden
    // With the reset before, the candidate's rows wait for the reset gate.
    let fromState = recurrent.product(
      old, adding: recurrentBias, rows: 0..<(resetAfter ? 3 : 2) * size)
    let reset = (0..<size).map { gate(fromInput[$0] + fromState[$0]) }
    let fromCandidate: [Float] =
      if resetAfter {
        zip(reset, fromState[(2 * size)...]).map { $0 * $1 }
      } else {
        recurrent.product(
          zip(reset, old).map { $0 * $1 }, adding: recurrentBias, rows: 2 * size..<3 * size)
      }
    for unit in 0..<size {
      let update = gate(fromInput[size + unit] + fromState[size + unit])
      let new = candidate(fromInput[2 * size + unit] + fromCandidate[unit])
      state.hidden[unit] = (1 - update) * new + update * old[unit]
    }
  }
}

extension DenseGRU {
  /// One step of the layer, from `vector` and the state to the new state.
  func step(
    _ vector: [Float], state: inout DenseRecurrentState, input: DenseWeights,
    recurrent: DenseWeights, observer: DenseObserver?
  ) {
    let size = hiddenSize
    observer?(self.input, 0..<3 * size, vector)
    observer?(self.recurrent, 0..<(resetAfter ? 3 : 2) * size, state.hidden)
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
        candidateProduct(recurrent, zip(reset, old).map { $0 * $1 }, observer: observer)
      }
    for unit in 0..<size {
      let update = gate(fromInput[size + unit] + fromState[size + unit])
      let new = candidate(fromInput[2 * size + unit] + fromCandidate[unit])
      state.hidden[unit] = (1 - update) * new + update * old[unit]
    }
  }

  /// The candidate's recurrent product where the reset comes before.
  private func candidateProduct(
    _ weights: DenseWeights, _ vector: [Float], observer: DenseObserver?
  ) -> [Float] {
    let rows = 2 * hiddenSize..<3 * hiddenSize
    observer?(recurrent, rows, vector)
    return weights.product(vector, adding: recurrentBias, rows: rows)
  }
}

extension DenseLSTM {
  /// One step of the layer, from `vector` and the state to the new state.
  func step(
    _ vector: [Float], state: inout DenseRecurrentState, input: DenseWeights,
    recurrent: DenseWeights, projection: DenseWeights?, observer: DenseObserver?
  ) {
    observer?(self.input, 0..<4 * hiddenSize, vector)
    observer?(self.recurrent, 0..<4 * hiddenSize, state.hidden)
    let fromInput = input.product(vector, adding: bias)
    let fromState = recurrent.product(state.hidden)
    var cells = state.cell ?? Array(repeating: 0, count: hiddenSize)
    var hidden = [Float](repeating: 0, count: hiddenSize)
    for unit in 0..<hiddenSize {
      func preActivation(_ gateIndex: Int) -> Float {
        let row = gateIndex * hiddenSize + unit
        return fromInput[row] + fromState[row]
      }
      let kept = gate(preActivation(1)) * cells[unit]
      let added = gate(preActivation(0)) * candidate(preActivation(2))
      cells[unit] = kept + added
      hidden[unit] = outputGate(preActivation(3)) * cell(cells[unit])
    }
    if let own = self.projection { observer?(own, 0..<own.rows, hidden) }
    state.hidden = projection?.product(hidden) ?? hidden
    state.cell = cells
  }
}

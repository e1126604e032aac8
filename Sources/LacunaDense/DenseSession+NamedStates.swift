extension DenseSession {
  /// The states under the names that state files use: `0.h`, `0.c` and so on, by the index of the
  /// recurrent layer in its network. A GRU has no `c`.
  public var namedStates: [(name: String, values: [Float])] {
    states.enumerated().flatMap { index, state in
      let hidden = (name: "\(index).h", values: state.hidden)
      guard let cell = state.cell else { return [hidden] }
      return [hidden, (name: "\(index).c", values: cell)]
    }
  }

  /// Replaces every state by the one of its name; names that no layer has are ignored.
  ///
  /// - Throws: `DenseInputError` where a state is missing or has another size than its layer; then
  ///   nothing has changed.
  public mutating func setStates(named values: [String: [Float]]) throws(DenseInputError) {
    var new: [DenseRecurrentState] = []
    for (index, state) in states.enumerated() {
      guard let hidden = values["\(index).h"] else {
        throw .state(name: "\(index).h", expected: state.hidden.count, found: nil)
      }
      new.append(
        DenseRecurrentState(
          hidden: hidden, cell: state.cell == nil ? nil : values["\(index).c"]))
    }
    try setStates(new)
  }
}

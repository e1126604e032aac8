public import LacunaFormat

/// A part of a recurrent layer's state.
public enum StatePart: Sendable {
  /// LSTM: int8 Q0.7. GRU: int16 Q0.15.
  case hidden
  /// LSTM: int16 Q4.11.
  case cell
}

extension Session {
  /// The kind and hidden size of recurrent layer `index`, counted from 0 within the network; nil when
  /// there is none. O(layers).
  public func recurrentLayer(at index: Int) -> (kind: LayerKind, hiddenSize: Int)? {
    guard let state = layout.state(ofRecurrentLayer: index, in: model) else { return nil }
    return (state.kind, state.hiddenSize)
  }

  /// The exponent of a state's integers.
  public static func stateExponent(_ kind: LayerKind, _ part: StatePart) -> Int {
    switch (kind, part) {
    case (.lstm, .hidden): -7
    case (.lstm, .cell): -11
    default: -15
    }
  }

  /// Copies a state to the first elements of `values`.
  ///
  /// Throws ``StepError/noSuchRecurrentLayer(index:)`` (for the cell of a GRU too),
  /// ``StepError/noSuchStream(index:count:)`` and ``StepError/stateCount(expected:found:)``. O(hidden size).
  @_lifetime(values: copy values)
  public func readState(
    ofRecurrentLayer index: Int, _ part: StatePart, stream: Int = 0,
    into values: inout MutableSpan<Int32>
  ) throws(StepError) {
    let state = try state(index, part, stream: stream, count: values.count)
    if state.kind == .lstm, part == .hidden {
      let hidden = workspace.span(state.hidden[stream])
      for unit in 0..<state.hiddenSize { values[unit] = Int32(hidden[unit]) }
    } else {
      let precise = workspace.span(state.precise[stream])
      for unit in 0..<state.hiddenSize { values[unit] = Int32(precise[unit]) }
    }
  }

  /// Replaces a state.
  ///
  /// Throws ``StepError/noSuchRecurrentLayer(index:)``, ``StepError/noSuchStream(index:count:)``,
  /// ``StepError/stateCount(expected:found:)`` and ``StepError/stateOutOfRange(value:)``; then nothing has changed. O(hidden size).
  public mutating func writeState(
    ofRecurrentLayer index: Int, _ part: StatePart, stream: Int = 0, from values: Span<Int32>
  ) throws(StepError) {
    let state = try state(index, part, stream: stream, count: values.count)
    let isHidden8 = state.kind == .lstm && part == .hidden
    let limit: Int32 = isHidden8 ? 127 : 32_767
    let least = part == .cell ? -32_768 : 0 - limit
    for unit in 0..<state.hiddenSize where values[unit] > limit || values[unit] < least {
      throw .stateOutOfRange(value: values[unit])
    }
    if isHidden8 {
      var hidden = workspace.mutableSpan(state.hidden[stream])
      for unit in 0..<state.hiddenSize { hidden[unit] = Int8(truncatingIfNeeded: values[unit]) }
    } else {
      var precise = workspace.mutableSpan(state.precise[stream])
      for unit in 0..<state.hiddenSize { precise[unit] = Int16(truncatingIfNeeded: values[unit]) }
    }
    if state.kind == .gru {
      var hidden = workspace.mutableSpan(state.hidden[stream])
      let precise = workspace.span(state.precise[stream])
      for unit in 0..<state.hiddenSize { hidden[unit] = roundTo8(precise[unit]) }
    }
  }

  private func state(
    _ index: Int, _ part: StatePart, stream: Int, count: Int
  ) throws(StepError) -> RecurrentState {
    guard stream >= 0, stream < layout.streams else {
      throw .noSuchStream(index: stream, count: layout.streams)
    }
    guard index >= 0, let state = layout.state(ofRecurrentLayer: index, in: model),
      state.kind == .lstm || part == .hidden
    else { throw .noSuchRecurrentLayer(index: index) }
    guard count == state.hiddenSize else {
      throw .stateCount(expected: state.hiddenSize, found: count)
    }
    return state
  }
}

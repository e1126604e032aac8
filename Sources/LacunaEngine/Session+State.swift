import LacunaFormat

/// A part of a recurrent layer's state.
public enum StatePart: Sendable {
  /// LSTM: int8 Q0.7, or projected int32 Q15.16. GRU: int16 Q0.15.
  case hidden
  /// LSTM: int16 Q4.11.
  case cell
}

extension Session {
  /// Recurrent layer `index`, counted from 0 within the network; nil when there is none. O(layers).
  public func recurrentLayer(at index: Int) -> RecurrentLayer? {
    layout.state(ofRecurrentLayer: index, in: model)?.layer
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
    if part == .hidden {
      readHidden(of: state, stream: stream, into: &values, at: 0)
    } else {
      let cell = workspace.span(state.precise[stream])
      for unit in 0..<state.layer.hiddenSize { values[unit] = Int32(cell[unit]) }
    }
  }

  /// Copies a hidden state in its integers to `values` from `first`.
  @_lifetime(values: copy values)
  func readHidden(
    of state: RecurrentState, stream: Int, into values: inout MutableSpan<Int32>, at first: Int
  ) {
    let count = state.layer.outputSize
    if let projected = state.projected {
      let sums = workspace.span(projected.sums[stream])
      for unit in 0..<count { values[first + unit] = sums[unit] }
    } else if state.layer.kind == .lstm {
      let hidden = workspace.span(state.hidden[stream])
      for unit in 0..<count { values[first + unit] = Int32(hidden[unit]) }
    } else {
      let precise = workspace.span(state.precise[stream])
      for unit in 0..<count { values[first + unit] = Int32(precise[unit]) }
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
    let range = state.layer.range(of: part)
    for index in 0..<values.count
    where values[index] < range.lowerBound || values[index] > range.upperBound {
      throw .stateOutOfRange(value: values[index])
    }
    if part == .cell {
      var cell = workspace.mutableSpan(state.precise[stream])
      for unit in 0..<values.count { cell[unit] = Int16(truncatingIfNeeded: values[unit]) }
      return
    }
    var hidden = workspace.mutableSpan(state.hidden[stream])
    if let projected = state.projected {
      var sums = workspace.mutableSpan(projected.sums[stream])
      for unit in 0..<values.count { sums[unit] = values[unit] }
      var exponents = workspace.mutableSpan(projected.exponents)
      exponents[stream] = kernels.normalize(
        sums.span, count: values.count, exponent: -16, into: &hidden)
    } else if state.layer.kind == .lstm {
      for unit in 0..<values.count { hidden[unit] = Int8(truncatingIfNeeded: values[unit]) }
    } else {
      var precise = workspace.mutableSpan(state.precise[stream])
      for unit in 0..<values.count {
        precise[unit] = Int16(truncatingIfNeeded: values[unit])
        hidden[unit] = roundTo8(precise[unit])
      }
    }
  }

  private func state(
    _ index: Int, _ part: StatePart, stream: Int, count: Int
  ) throws(StepError) -> RecurrentState {
    guard stream >= 0, stream < layout.streams else {
      throw .noSuchStream(index: stream, count: layout.streams)
    }
    guard index >= 0, let state = layout.state(ofRecurrentLayer: index, in: model),
      state.layer.kind == .lstm || part == .hidden
    else { throw .noSuchRecurrentLayer(index: index) }
    let expected = state.layer.count(of: part)
    guard count == expected else { throw .stateCount(expected: expected, found: count) }
    return state
  }
}

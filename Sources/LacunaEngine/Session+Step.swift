import LacunaFormat

/// A layer's input: where it is, and its exponent.
struct VectorReference {
  let region: Region<Int8>
  let exponent: Int32
}

extension Session {
  /// One step of a network that takes token ids.
  ///
  /// Throws ``StepError/expectsFeatures(count:)`` and ``StepError/tokenOutOfRange(token:count:)``.
  /// O(terms).
  public mutating func step(token: Int) throws(StepError) {
    var observer = NoObserver()
    try step(token: token, observer: &observer)
  }

  /// One step of a network that takes token ids, observed.
  public mutating func step<Observer: ProductObserver>(
    token: Int, observer: inout Observer
  ) throws(StepError) {
    let embedding = model.layer(at: layout.network.firstLayer)
    guard embedding.kind == .embedding else {
      throw .expectsFeatures(count: embedding.inputSize)
    }
    guard token >= 0, token < embedding.inputSize else {
      throw .tokenOutOfRange(token: token, count: embedding.inputSize)
    }
    let matrix = model.matrixView(at: embedding.matrix)
    var values = workspace.mutableSpan(layout.sums)
    matrix.readRow(token, into: &values)
    let x = normalized(
      count: embedding.outputSize, exponent: Int32(matrix.rowExponent(of: token)))
    run(from: layout.network.firstLayer + 1, x, &observer)
  }

  /// One step of a network that takes features.
  ///
  /// Throws ``StepError/expectsTokens``, ``StepError/featureCount(expected:found:)`` and
  /// ``StepError/featureNotFinite``. O(terms).
  public mutating func step(features: Span<Float>) throws(StepError) {
    var observer = NoObserver()
    try step(features: features, observer: &observer)
  }

  /// One step of a network that takes features, observed.
  public mutating func step<Observer: ProductObserver>(
    features: Span<Float>, observer: inout Observer
  ) throws(StepError) {
    let region = try inputRegion(count: features.count)
    var vector = workspace.mutableSpan(region)
    guard let exponent = quantize(features, into: &vector) else { throw .featureNotFinite }
    run(
      from: layout.network.firstLayer, VectorReference(region: region, exponent: exponent),
      &observer)
  }

  /// One step of a network that takes features, given as int8 in units of `2^exponent`.
  ///
  /// Throws ``StepError/expectsTokens``, ``StepError/featureCount(expected:found:)`` and
  /// ``StepError/vectorOutOfRange``. O(terms).
  public mutating func step(vector values: Span<Int8>, exponent: Int) throws(StepError) {
    let region = try inputRegion(count: values.count)
    guard exponent >= -126, exponent <= 127 else { throw .vectorOutOfRange }
    for index in 0..<values.count where values[index] == -128 { throw .vectorOutOfRange }
    var vector = workspace.mutableSpan(region)
    for index in 0..<values.count { vector[index] = values[index] }
    clearTail(of: &vector, from: values.count)
    var observer = NoObserver()
    run(
      from: layout.network.firstLayer,
      VectorReference(region: region, exponent: Int32(exponent)), &observer)
  }

  private func inputRegion(count: Int) throws(StepError) -> Region<Int8> {
    let first = model.layer(at: layout.network.firstLayer)
    guard first.kind != .embedding else { throw .expectsTokens }
    guard count == first.inputSize else {
      throw .featureCount(expected: first.inputSize, found: count)
    }
    return layout.vector.elements(from: 0, count: vectorCapacity(count))
  }

  /// Makes a vector of the first `count` sums.
  func normalized(count: Int, exponent: Int32) -> VectorReference {
    let region = layout.vector.elements(from: 0, count: vectorCapacity(count))
    var vector = workspace.mutableSpan(region)
    let exponent = normalize(
      workspace.span(layout.sums), count: count, exponent: exponent, into: &vector)
    return VectorReference(region: region, exponent: exponent)
  }

  /// Runs the layers from `first`, which takes `input`, and leaves the output in the sums.
  private func run<Observer: ProductObserver>(
    from first: Int, _ input: VectorReference, _ observer: inout Observer
  ) {
    var x = input
    var states = layout.states
    let end = layout.network.firstLayer + layout.network.layerCount
    for index in first..<end {
      let layer = model.layer(at: index)
      let isLast = index == end - 1
      guard let state = SessionLayout.state(of: layer, &states) else {
        stepLinear(layer, x, &observer)
        if !isLast { x = normalized(count: layer.outputSize, exponent: -16) }
        continue
      }
      if layer.kind == .lstm {
        stepLSTM(layer, state, x, &observer)
      } else {
        stepGRU(layer, state, x, &observer)
      }
      x = VectorReference(region: state.hidden, exponent: -7)
      if isLast { widenOutput(of: state) }
    }
  }

  private func widenOutput(of state: RecurrentState) {
    var output = workspace.mutableSpan(layout.sums)
    if state.kind == .lstm {
      let hidden = workspace.span(state.hidden)
      for unit in 0..<state.hiddenSize { output[unit] = Int32(hidden[unit]) }
    } else {
      let precise = workspace.span(state.precise)
      for unit in 0..<state.hiddenSize { output[unit] = Int32(precise[unit]) }
    }
  }
}

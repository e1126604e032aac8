import LacunaFormat

/// A layer's input: where each stream's is, and their exponents.
struct VectorReference {
  let region: StreamRegion<Int8>
  /// Where the exponents are; nil for hidden states, which share one.
  let exponents: Region<Int32>?
  /// Elements that a stream has.
  let count: Int
}

extension Session {
  /// One step of a network that takes token ids.
  ///
  /// Throws ``StepError/expectsFeatures(count:)``, ``StepError/tokenOutOfRange(token:count:)``,
  /// ``StepError/needsWholeSequence`` and, for a session of several streams,
  /// ``StepError/streamCount(expected:found:)``. O(terms).
  public mutating func step(token: Int) throws(StepError) {
    var observer = NoObserver()
    try step(token: token, observer: &observer)
  }

  /// One step of a network that takes token ids, observed.
  public mutating func step<Observer: ProductObserver>(
    token: Int, observer: inout Observer
  ) throws(StepError) {
    let tokens: InlineArray<1, Int> = [token]
    try step(tokens: tokens.span, observer: &observer)
  }

  /// One step of every stream, a token id for each.
  ///
  /// Throws as ``step(token:)`` does; then nothing has changed. O(terms · streams).
  public mutating func step(tokens: Span<Int>) throws(StepError) {
    var observer = NoObserver()
    try step(tokens: tokens, observer: &observer)
  }

  /// One step of every stream, a token id for each, observed.
  public mutating func step<Observer: ProductObserver>(
    tokens: Span<Int>, observer: inout Observer
  ) throws(StepError) {
    let embedding = model.layer(at: layout.network.firstLayer)
    guard embedding.kind == .embedding else {
      throw .expectsFeatures(count: embedding.inputSize)
    }
    guard tokens.count == layout.streams else {
      throw .streamCount(expected: layout.streams, found: tokens.count)
    }
    try checkRange(of: tokens, embedding)
    try checkStepsAlone()
    for stream in 0..<layout.streams { embed(tokens[stream], forStream: stream, embedding) }
    run(from: layout.network.firstLayer + 1, vectors(count: embedding.outputSize), &observer)
  }

  /// One step of a network that takes features: of every stream, `[streams, features]`.
  ///
  /// Throws ``StepError/expectsTokens``, ``StepError/featureCount(expected:found:)``,
  /// ``StepError/needsWholeSequence`` and ``StepError/featureNotFinite``; then nothing has changed. O(terms · streams).
  public mutating func step(features: Span<Float>) throws(StepError) {
    var observer = NoObserver()
    try step(features: features, observer: &observer)
  }

  /// One step of a network that takes features, observed.
  public mutating func step<Observer: ProductObserver>(
    features: Span<Float>, observer: inout Observer
  ) throws(StepError) {
    let count = try featureCount(given: features.count)
    for stream in 0..<layout.streams {
      let own = features.extracting((stream * count)..<((stream + 1) * count))
      guard quantizeFeatures(own, forStream: stream) else { throw .featureNotFinite }
    }
    run(from: layout.network.firstLayer, vectors(count: count), &observer)
  }

  /// One step of a network that takes features, given as int8 in units of `2^exponent`: of every
  /// stream, `[streams, features]`.
  ///
  /// Throws ``StepError/expectsTokens``, ``StepError/featureCount(expected:found:)``,
  /// ``StepError/needsWholeSequence`` and ``StepError/vectorOutOfRange``; then nothing has changed. O(terms · streams).
  public mutating func step(vector values: Span<Int8>, exponent: Int) throws(StepError) {
    let count = try featureCount(given: values.count)
    guard exponent >= -126, exponent <= 127 else { throw .vectorOutOfRange }
    for index in 0..<values.count where values[index] == -128 { throw .vectorOutOfRange }
    var exponents = workspace.mutableSpan(layout.exponents)
    for stream in 0..<layout.streams {
      var vector = workspace.mutableSpan(layout.vector[stream])
      for index in 0..<count { vector[index] = values[stream * count + index] }
      clearTail(of: &vector, from: count)
      exponents[stream] = Int32(exponent)
    }
    var observer = NoObserver()
    run(from: layout.network.firstLayer, vectors(count: count), &observer)
  }

  /// Makes a stream's vector of a token's row, which the embedding has.
  func embed(_ token: Int, forStream stream: Int, _ embedding: LayerRecord) {
    let matrix = model.matrixView(at: embedding.matrix)
    var values = workspace.mutableSpan(layout.sums[stream])
    matrix.readRow(token, into: &values)
    normalizeSums(
      ofStream: stream, count: embedding.outputSize,
      exponent: Int32(matrix.rowExponent(of: token)))
  }

  /// Makes a stream's vector of its features, unless one of them is not finite.
  func quantizeFeatures(_ features: Span<Float>, forStream stream: Int) -> Bool {
    var vector = workspace.mutableSpan(layout.vector[stream])
    guard let exponent = kernels.quantize(features, into: &vector) else { return false }
    var exponents = workspace.mutableSpan(layout.exponents)
    exponents[stream] = exponent
    return true
  }

  func checkRange(of tokens: Span<Int>, _ embedding: LayerRecord) throws(StepError) {
    for index in 0..<tokens.count {
      guard tokens[index] >= 0, tokens[index] < embedding.inputSize else {
        throw .tokenOutOfRange(token: tokens[index], count: embedding.inputSize)
      }
    }
  }

  private func checkStepsAlone() throws(StepError) {
    guard !layout.needsWholeSequence else { throw .needsWholeSequence }
  }

  /// Features that the network takes, when as many are given for every stream.
  private func featureCount(given count: Int) throws(StepError) -> Int {
    let first = model.layer(at: layout.network.firstLayer)
    guard first.kind != .embedding else { throw .expectsTokens }
    let expected = first.inputSize * layout.streams
    guard count == expected else { throw .featureCount(expected: expected, found: count) }
    try checkStepsAlone()
    return first.inputSize
  }

  /// The streams' vectors, of `count` elements each.
  func vectors(count: Int) -> VectorReference {
    VectorReference(region: layout.vector, exponents: layout.exponents, count: count)
  }

  /// Makes a stream's vector of its first `count` sums.
  private func normalizeSums(ofStream stream: Int, count: Int, exponent: Int32) {
    var vector = workspace.mutableSpan(layout.vector[stream])
    var exponents = workspace.mutableSpan(layout.exponents)
    exponents[stream] = kernels.normalize(
      workspace.span(layout.sums[stream]), count: count, exponent: exponent, into: &vector)
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
      let state = SessionLayout.state(of: layer, streams: layout.streams, &states)
      step(layer, state, x, &observer)
      if index == end - 1 {
        if let state { widenOutput(of: state) }
      } else {
        x = vector(given: layer, state)
      }
    }
  }

  /// One step of a layer, from and to its state, or to the sums where it has none.
  func step<Observer: ProductObserver>(
    _ layer: LayerRecord, _ state: RecurrentState?, _ x: VectorReference,
    _ observer: inout Observer
  ) {
    guard let state else { return stepLinear(layer, x, &observer) }
    if layer.kind == .lstm {
      stepLSTM(layer, state, x, &observer)
    } else {
      stepGRU(layer, state, x, &observer)
    }
  }

  /// What a layer that follows sees of a layer's step.
  func vector(given layer: LayerRecord, _ state: RecurrentState?) -> VectorReference {
    if let state { return state.vector }
    for stream in 0..<layout.streams {
      normalizeSums(ofStream: stream, count: layer.outputSize, exponent: -16)
    }
    return vectors(count: layer.outputSize)
  }

  private func widenOutput(of state: RecurrentState) {
    for stream in 0..<layout.streams {
      var output = workspace.mutableSpan(layout.sums[stream])
      readHidden(of: state, stream: stream, into: &output, at: 0)
    }
  }
}

extension DenseSession {
  /// Takes a sequence of tokens and gives the last layer's output of each step, `[steps,
  /// network.outputSize]`.
  ///
  /// Forward layers go on from their states, and keep what they have after the last step; backward
  /// layers begin with theirs at the last step, and keep what they have after the first.
  ///
  /// - Throws: `DenseInputError` where the network takes features or has no such token; then nothing
  ///   has changed.
  public mutating func run(
    tokens: [Int], observer: DenseObserver? = nil
  ) throws(DenseInputError) -> [[Float]] {
    guard case .embedding(let embedding) = network.layers[0] else {
      throw .wrongKindOfInput(takesTokens: false)
    }
    let weights = weights(of: embedding.weight)
    for token in tokens where token < 0 || token >= weights.rows {
      throw .tokenOutOfRange(token: token, vocabularySize: weights.rows)
    }
    return run(
      network.stages.dropFirst(), on: tokens.map { Array(weights.row($0)) }, observer: observer)
  }

  /// Takes a sequence of features, `[steps, network.inputSize]`, and gives the last layer's output
  /// of each step, as `run(tokens:)` does.
  ///
  /// - Throws: `DenseInputError` where the network takes tokens or another number of features; then
  ///   nothing has changed.
  public mutating func run(
    features: [[Float]], observer: DenseObserver? = nil
  ) throws(DenseInputError) -> [[Float]] {
    guard let inputSize = network.inputSize else {
      throw .wrongKindOfInput(takesTokens: true)
    }
    for step in features where step.count != inputSize {
      throw .featureCount(expected: inputSize, found: step.count)
    }
    return run(network.stages[...], on: features, observer: observer)
  }

  private mutating func run(
    _ stages: ArraySlice<ArraySlice<DenseLayer>>, on first: [[Float]], observer: DenseObserver?
  ) -> [[Float]] {
    var sequence = first
    var recurrentIndex = 0
    for stage in stages {
      var joined = [[Float]](repeating: [], count: sequence.count)
      for layer in stage {
        let output = run(layer, recurrentIndex, on: sequence, observer: observer)
        for step in joined.indices { joined[step] += output[step] }
        recurrentIndex += layer.isRecurrent ? 1 : 0
      }
      sequence = joined
    }
    return sequence
  }

  /// What one layer gives at each step.
  private mutating func run(
    _ layer: DenseLayer, _ recurrentIndex: Int, on sequence: [[Float]], observer: DenseObserver?
  ) -> [[Float]] {
    var outputs = sequence
    let steps = sequence.indices
    for position in steps {
      let step = layer.direction.isBackward ? steps.upperBound - 1 - position : position
      switch layer {
      case .embedding:
        // A network with an embedding after its first layer cannot be made.
        continue
      case .lstm(let lstm):
        lstm.step(
          sequence[step], state: &states[recurrentIndex], input: weights(of: lstm.input),
          recurrent: weights(of: lstm.recurrent), projection: lstm.projection.map(weights),
          observer: observer)
        outputs[step] = states[recurrentIndex].hidden
      case .gru(let gru):
        gru.step(
          sequence[step], state: &states[recurrentIndex], input: weights(of: gru.input),
          recurrent: weights(of: gru.recurrent), observer: observer)
        outputs[step] = states[recurrentIndex].hidden
      case .linear(let linear):
        observer?(linear.weight, 0..<linear.weight.rows, sequence[step])
        outputs[step] = weights(of: linear.weight).product(sequence[step], adding: linear.bias)
          .map { linear.activation($0) }
      }
    }
    return outputs
  }
}

import LacunaDense

/// A dense network as single layers, so that what goes into each can be seen.
struct LayerChain {
  /// Tokens or features fed to a network that does not choose its own, at most.
  static let inputLimit = 16
  /// Tokens that a network which chooses its own is run for.
  static let outputLimit = 20

  let embedding: DenseMatrix?
  let inputSize: Int
  /// Whether the outputs are logits of the next token.
  let isGenerative: Bool
  private var layers: [(layer: DenseLayer, session: DenseSession)] = []

  /// Nil for a network of nothing but an embedding, and for one that needs whole sequences.
  init?(_ network: DenseNetwork) {
    guard !network.needsWholeSequence else { return nil }
    var layers = network.layers[...]
    if case .embedding(let first) = network.layers[0] {
      embedding = first.weight
      layers = layers.dropFirst()
    } else {
      embedding = nil
    }
    guard let first = layers.first?.inputSize else { return nil }
    inputSize = first
    if case .linear = network.layers[network.layers.count - 1] {
      isGenerative = embedding?.rows == network.outputSize
    } else {
      isGenerative = false
    }
    for layer in layers {
      guard let single = try? DenseNetwork(name: network.name, layers: [layer]) else { return nil }
      self.layers.append((layer, DenseSession(network: single)))
    }
  }

  /// About how many multiply-adds a sequence takes, moments among them.
  var workOfSequence: Int {
    let step = layers.reduce(0) { sum, layer in
      sum
        + layer.layer.matrices.reduce(0) { $0 + $1.columns * ($1.rows + $1.columns) }
    }
    return step * (isGenerative ? Self.outputLimit : Self.inputLimit / 2)
  }

  /// The recurrent layers' states.
  var states: [DenseRecurrentState] { layers.flatMap(\.session.states) }

  /// Starts from the states of another network where they fit, and from zeros where not.
  mutating func start(from states: [DenseRecurrentState]) {
    var left = states[...]
    for index in layers.indices {
      layers[index].session.reset()
      guard layers[index].layer.isRecurrent, let state = left.popFirst() else { continue }
      try? layers[index].session.setStates([state])
    }
  }

  /// Takes a step, and adds what each matrix meets to its moment.
  ///
  /// - Parameter isInputCounted: whether what the first layer takes is worth looking at.
  /// - Returns: the last layer's output.
  mutating func step(
    _ input: [Float], isInputCounted: Bool,
    _ moments: inout [DenseMatrix.Identity: SecondMoment]
  ) -> [Float] {
    var vector = input
    for index in layers.indices {
      let matrices = layers[index].layer.matrices
      if isInputCounted || index > 0 { moments[matrices[0].identity]?.add(vector) }
      if matrices.count > 1, let state = layers[index].session.states.first {
        moments[matrices[1].identity]?.add(state.hidden)
      }
      guard let output = try? layers[index].session.step(features: vector) else { return vector }
      vector = output
    }
    return vector
  }
}

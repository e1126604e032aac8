/// Runs a dense network step by step in float32: the reference that a compressed file is compared
/// with.
///
/// Holds the weights as float32, each matrix once. A step is O(weights).
public struct DenseSession: Sendable {
  public let network: DenseNetwork
  /// One state for each recurrent layer, first layer first; all zero at the start.
  public private(set) var states: [DenseRecurrentState]
  private let weights: [DenseMatrix.Identity: DenseWeights]

  public init(network: DenseNetwork) {
    self.network = network
    var weights: [DenseMatrix.Identity: DenseWeights] = [:]
    for matrix in network.layers.flatMap(\.matrices) where weights[matrix.identity] == nil {
      weights[matrix.identity] = DenseWeights(matrix)
    }
    self.weights = weights
    states = Self.zeroStates(of: network)
  }

  /// Forgets everything: all states become zero.
  public mutating func reset() {
    states = Self.zeroStates(of: network)
  }

  /// Takes one token and gives the last layer's output, `[network.outputSize]`.
  ///
  /// - Throws: `DenseInputError` where the network takes features or has no such token.
  public mutating func step(token: Int) throws(DenseInputError) -> [Float] {
    guard case .embedding(let embedding) = network.layers[0] else {
      throw .wrongKindOfInput(takesTokens: false)
    }
    guard token >= 0 && token < embedding.weight.rows else {
      throw .tokenOutOfRange(token: token, vocabularySize: embedding.weight.rows)
    }
    return run(network.layers.dropFirst(), on: Array(self.weights(of: embedding.weight).row(token)))
  }

  /// Takes one vector of features, `[network.inputSize]`, and gives the last layer's output,
  /// `[network.outputSize]`.
  ///
  /// - Throws: `DenseInputError` where the network takes tokens or another number of features.
  public mutating func step(features: [Float]) throws(DenseInputError) -> [Float] {
    guard let inputSize = network.inputSize else {
      throw .wrongKindOfInput(takesTokens: true)
    }
    guard features.count == inputSize else {
      throw .featureCount(expected: inputSize, found: features.count)
    }
    return run(network.layers[...], on: features)
  }

  /// Replaces every state.
  ///
  /// - Throws: `DenseInputError` where a state is missing or has another size than its layer; then
  ///   nothing has changed.
  public mutating func setStates(_ new: [DenseRecurrentState]) throws(DenseInputError) {
    for index in 0..<max(new.count, states.count) {
      let old = index < states.count ? states[index] : nil
      let replacement = index < new.count ? new[index] : nil
      guard old?.hidden.count == replacement?.hidden.count else {
        throw .state(
          name: "\(index).h", expected: old?.hidden.count, found: replacement?.hidden.count)
      }
      guard old?.cell?.count == replacement?.cell?.count else {
        throw .state(
          name: "\(index).c", expected: old?.cell?.count, found: replacement?.cell?.count)
      }
    }
    states = new
  }

  private static func zeroStates(of network: DenseNetwork) -> [DenseRecurrentState] {
    network.layers.compactMap { layer in
      switch layer {
      case .embedding, .linear:
        nil
      case .lstm(let lstm):
        DenseRecurrentState(
          hidden: Array(repeating: 0, count: lstm.hiddenSize),
          cell: Array(repeating: 0, count: lstm.hiddenSize))
      case .gru(let gru):
        DenseRecurrentState(hidden: Array(repeating: 0, count: gru.hiddenSize))
      }
    }
  }

  private mutating func run(_ layers: ArraySlice<DenseLayer>, on first: [Float]) -> [Float] {
    var vector = first
    var recurrentIndex = 0
    for layer in layers {
      switch layer {
      case .embedding:
        // A network with an embedding after its first layer cannot be made.
        continue
      case .lstm(let lstm):
        lstm.step(
          vector, state: &states[recurrentIndex], input: weights(of: lstm.input),
          recurrent: weights(of: lstm.recurrent))
        vector = states[recurrentIndex].hidden
        recurrentIndex += 1
      case .gru(let gru):
        gru.step(
          vector, state: &states[recurrentIndex], input: weights(of: gru.input),
          recurrent: weights(of: gru.recurrent))
        vector = states[recurrentIndex].hidden
        recurrentIndex += 1
      case .linear(let linear):
        vector = weights(of: linear.weight).product(vector, adding: linear.bias)
          .map { linear.activation($0) }
      }
    }
    return vector
  }

  private func weights(of matrix: DenseMatrix) -> DenseWeights {
    // Every matrix of the network was entered by `init`.
    weights[matrix.identity] ?? DenseWeights(matrix)
  }
}

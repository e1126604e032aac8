/// Runs a dense network in float32, step by step or over whole sequences: the reference that a
/// compressed file is compared with.
///
/// Holds the weights as float32, each matrix once. A step is O(weights).
public struct DenseSession: Sendable {
  public let network: DenseNetwork
  /// One state for each recurrent layer, first layer first; all zero at the start.
  public internal(set) var states: [DenseRecurrentState]
  private let weights: [DenseMatrix.Identity: DenseWeights]

  /// - Parameters:
  ///   - network: what is run.
  ///   - substitutes: what to run with in place of some matrices.
  public init(
    network: DenseNetwork, substitutes: [DenseMatrix.Identity: DenseSubstitute] = [:]
  ) {
    self.network = network
    var weights: [DenseMatrix.Identity: DenseWeights] = [:]
    for matrix in network.layers.flatMap(\.matrices) where weights[matrix.identity] == nil {
      let substitute = substitutes[matrix.identity]
      weights[matrix.identity] = DenseWeights(
        substitute?.weight ?? matrix, offset: substitute?.offset)
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
  /// - Throws: `DenseInputError` where the network takes features, has no such token, or has a layer
  ///   that reads backward.
  public mutating func step(token: Int) throws(DenseInputError) -> [Float] {
    try checkStep()
    return try run(tokens: [token])[0]
  }

  /// Takes one vector of features, `[network.inputSize]`, and gives the last layer's output,
  /// `[network.outputSize]`.
  ///
  /// - Throws: `DenseInputError` where the network takes tokens or another number of features, or
  ///   has a layer that reads backward.
  public mutating func step(features: [Float]) throws(DenseInputError) -> [Float] {
    try checkStep()
    return try run(features: [features])[0]
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

  private func checkStep() throws(DenseInputError) {
    guard !network.needsWholeSequence else { throw .needsWholeSequence }
  }

  private static func zeroStates(of network: DenseNetwork) -> [DenseRecurrentState] {
    network.layers.compactMap { layer in
      switch layer {
      case .embedding, .linear:
        nil
      case .lstm(let lstm):
        DenseRecurrentState(
          hidden: Array(repeating: 0, count: lstm.outputSize),
          cell: Array(repeating: 0, count: lstm.hiddenSize))
      case .gru(let gru):
        DenseRecurrentState(hidden: Array(repeating: 0, count: gru.hiddenSize))
      }
    }
  }

  func weights(of matrix: DenseMatrix) -> DenseWeights {
    // Every matrix of the network was entered by `init`.
    weights[matrix.identity] ?? DenseWeights(matrix)
  }
}

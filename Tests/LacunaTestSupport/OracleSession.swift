/// A network at run time: its states, and a step at a time, by spec/arithmetic.md.
package struct OracleSession {
  /// The state of a recurrent layer in its integers.
  package enum State: Equatable {
    /// `h` int8 Q0.7, `c` int16 Q4.11.
    case lstm(h: [Int], c: [Int])
    /// `h` int16 Q0.15.
    case gru(h: [Int])
  }

  package let network: OracleNetwork
  /// The states of the recurrent layers in their order; all zero at first.
  package var states: [State]
  /// What was counted since the start, over all products.
  package var operations = OracleOperations()

  package init(_ network: OracleNetwork) {
    self.network = network
    states = network.layers.compactMap { layer in
      let zeros = [Int](repeating: 0, count: layer.outputSize)
      return switch layer.kind {
      case 2: State.lstm(h: zeros, c: zeros)
      case 3: State.gru(h: zeros)
      default: nil
      }
    }
  }

  /// One step of a network whose first layer is an embedding: the last layer's integers.
  package mutating func step(token: Int) -> [Int] {
    let embedding = network.layers[0].matrix
    let vector = OracleVector(
      normalizing: embedding.values[token], exponent: embedding.rowExponents[token])
    return run(network.layers.dropFirst(), on: vector)
  }

  /// One step of a network that takes feature vectors: the last layer's integers.
  package mutating func step(features: [Float]) -> [Int] {
    run(network.layers[...], on: OracleVector(features: features))
  }

  private mutating func run(_ layers: ArraySlice<OracleLayer>, on input: OracleVector) -> [Int] {
    var vector = input
    var output: [Int] = []
    var recurrentIndex = 0
    for layer in layers {
      switch layer.kind {
      case 4:
        output = layer.linearStep(vector, counting: &operations)
        vector = OracleVector(normalizing: output, exponent: -16)
      default:
        states[recurrentIndex] = layer.recurrentStep(
          vector, from: states[recurrentIndex], counting: &operations)
        switch states[recurrentIndex] {
        case .lstm(let h, _):
          output = h
          vector = OracleVector(values: h, exponent: -7)
        case .gru(let h):
          output = h
          vector = OracleVector(values: h.map(OracleArithmetic.to8), exponent: -7)
        }
        recurrentIndex += 1
      }
    }
    return output
  }
}

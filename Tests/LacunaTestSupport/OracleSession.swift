/// A network at run time: its states, and a step at a time, by spec/arithmetic.md.
package struct OracleSession {
  /// The state of a recurrent layer in its integers.
  package enum State: Equatable {
    /// `h` int8 Q0.7, or int32 Q15.16 where it is projected; `c` int16 Q4.11.
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
      case 2: State.lstm(h: zeros, c: [Int](repeating: 0, count: layer.hiddenSize))
      case 3: State.gru(h: zeros)
      default: nil
      }
    }
  }

  /// One step of a network whose first layer is an embedding: the last layer's integers.
  package mutating func step(token: Int) -> [Int] { run(tokens: [token])[0] }

  /// One step of a network that takes feature vectors: the last layer's integers.
  package mutating func step(features: [Float]) -> [Int] { run(features: [features])[0] }

  /// A sequence of token ids: the last layer's integers at each step.
  package mutating func run(tokens: [Int]) -> [[Int]] {
    let embedding = network.layers[0].matrix
    let vectors = tokens.map {
      OracleVector(normalizing: embedding.values[$0], exponent: embedding.rowExponents[$0])
    }
    return run(network.layers.indices.dropFirst(), on: vectors)
  }

  /// A sequence of feature vectors: the last layer's integers at each step.
  package mutating func run(features: [[Float]]) -> [[Int]] {
    run(network.layers.indices[...], on: features.map { OracleVector(features: $0) })
  }

  /// What a layer gives at a step: its integers, and the vector that a layer which follows sees.
  private struct Given {
    var integers: [Int]
    var vector: OracleVector
  }

  private mutating func run(_ layers: Range<Int>, on inputs: [OracleVector]) -> [[Int]] {
    var before = inputs
    var given: [Given] = []
    var recurrentIndex = 0
    for index in layers {
      let layer = network.layers[index]
      let isBeside = layer.direction == 2
      if index > layers.lowerBound && !isBeside { before = given.map(\.vector) }
      var own = [Given?](repeating: nil, count: inputs.count)
      let steps = Array(inputs.indices)
      for step in layer.direction == 0 ? steps : steps.reversed() {
        own[step] = self.step(layer, recurrentIndex, on: before[step])
      }
      if layer.kind != 4 { recurrentIndex += 1 }
      let all = own.compactMap(\.self)
      given =
        isBeside
        ? zip(given, all).map { forward, backward in
          Given(
            integers: forward.integers + backward.integers,
            vector: forward.vector.joined(with: backward.vector))
        } : all
    }
    return given.map(\.integers)
  }

  private mutating func step(
    _ layer: OracleLayer, _ recurrentIndex: Int, on vector: OracleVector
  ) -> Given {
    if layer.kind == 4 {
      let y = layer.linearStep(vector, counting: &operations)
      return Given(integers: y, vector: OracleVector(normalizing: y, exponent: -16))
    }
    states[recurrentIndex] = layer.recurrentStep(
      vector, from: states[recurrentIndex], counting: &operations)
    switch states[recurrentIndex] {
    case .lstm(let h, _):
      return Given(
        integers: h,
        vector: layer.projection == nil
          ? OracleVector(values: h, exponent: -7) : OracleVector(normalizing: h, exponent: -16))
    case .gru(let h):
      return Given(
        integers: h, vector: OracleVector(values: h.map(OracleArithmetic.to8), exponent: -7))
    }
  }
}

import LacunaDense
import Testing

@Suite struct DirectionTests {
  private func lstm(
    inputs: Int = 6, hidden: Int = 7, outputs: Int? = nil, seed: Int,
    direction: DenseDirection = .forward
  ) throws -> DenseLayer {
    .lstm(
      try DenseLSTM(
        input: formulaMatrix(seed, rows: 4 * hidden, columns: inputs),
        recurrent: formulaMatrix(seed + 1, rows: 4 * hidden, columns: outputs ?? hidden),
        projection: outputs.map { formulaMatrix(seed + 3, rows: $0, columns: hidden) },
        bias: formulaWeights(seed + 2, count: 4 * hidden), sourceBiasCount: 4 * hidden,
        direction: direction))
  }

  private func gru(seed: Int, direction: DenseDirection) throws -> DenseLayer {
    .gru(
      try DenseGRU(
        input: formulaMatrix(seed, rows: 15, columns: 6),
        recurrent: formulaMatrix(seed + 1, rows: 15, columns: 5),
        inputBias: formulaWeights(seed + 2, count: 15),
        recurrentBias: formulaWeights(seed + 3, count: 15), sourceBiasCount: 30, resetAfter: true,
        direction: direction))
  }

  private func session(_ layers: DenseLayer...) throws -> DenseSession {
    DenseSession(network: try DenseNetwork(name: "n", layers: layers))
  }

  private func features(_ steps: Int) -> [[Float]] {
    (0..<steps).map { formulaWeights(100 + $0, count: 6) }
  }

  @Test func `a backward layer gives what a forward one gives of the reversed sequence`() throws {
    var forward = try session(lstm(seed: 30))
    var backward = try session(lstm(seed: 30, direction: .backward))
    let expected = try forward.run(features: features(5).reversed())
    #expect(try backward.run(features: features(5)) == expected.reversed())
    #expect(backward.states == forward.states)
  }

  @Test func `a layer beside another adds its values to the other's`() throws {
    var pair = try session(
      gru(seed: 30, direction: .forward), gru(seed: 40, direction: .backwardBeside))
    var forward = try session(gru(seed: 30, direction: .forward))
    var backward = try session(gru(seed: 40, direction: .backward))
    let expected = zip(
      try forward.run(features: features(4)), try backward.run(features: features(4))
    ).map { $0 + $1 }
    #expect(try pair.run(features: features(4)) == expected)
    #expect(pair.states == forward.states + backward.states)
    #expect(pair.network.outputSize == 10)
    #expect(pair.network.stages.map(\.count) == [2])
  }

  @Test func `a whole sequence gives what its steps give`() throws {
    var whole = try session(lstm(outputs: 3, seed: 30), lstm(inputs: 3, seed: 50))
    var steps = whole
    var expected: [[Float]] = []
    for step in features(4) { expected.append(try steps.step(features: step)) }
    #expect(try whole.run(features: features(4)) == expected)
    #expect(whole.states == steps.states)
    #expect(whole.states.map(\.hidden.count) == [3, 7])
    #expect(whole.states.map(\.cell?.count) == [7, 7])
  }

  @Test func `a projection multiplies what the layer without it would give`() throws {
    // In the first step, the state is zero, so the two differ in nothing else.
    var projected = try session(lstm(outputs: 3, seed: 30))
    var plain = try session(lstm(seed: 30))
    let hidden = try plain.step(features: features(1)[0])
    let projection = formulaWeights(33, count: 21)
    let output = try projected.step(features: features(1)[0])
    for (row, found) in output.enumerated() {
      let expected = zip(projection[row * 7..<row * 7 + 7], hidden).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(found - expected) < 1e-6)
    }
  }

  @Test func `a step is refused where a layer reads backward`() throws {
    var session = try session(
      lstm(seed: 30), lstm(inputs: 7, seed: 40, direction: .backward))
    #expect(throws: DenseInputError.needsWholeSequence) {
      try session.step(features: features(1)[0])
    }
    let none = try session.run(features: [])
    #expect(none.isEmpty)
  }

  @Test func `a sequence with a step that does not fit is refused whole`() throws {
    var session = try session(lstm(seed: 30))
    let before = session.states
    #expect(throws: DenseInputError.featureCount(expected: 6, found: 2)) {
      try session.run(features: features(2) + [[1, 2]])
    }
    #expect(session.states == before)
  }

  @Test func `layers that do not fit beside one another are refused`() throws {
    let forward = try lstm(seed: 30)
    let backward = try lstm(seed: 40, direction: .backwardBeside)
    let stacks: [[DenseLayer]] = [
      [backward], [forward, backward, backward],
      [try lstm(seed: 30, direction: .backward), backward],
      [try gru(seed: 30, direction: .forward), backward],
      [forward, try lstm(inputs: 7, seed: 40, direction: .backwardBeside)],
      [forward, try lstm(outputs: 3, seed: 40, direction: .backwardBeside)],
      [forward, backward, try lstm(inputs: 7, seed: 50)],
    ]
    for layers in stacks {
      #expect(throws: DenseShapeError.self) { try DenseNetwork(name: "n", layers: layers) }
    }
    #expect(
      try DenseNetwork(
        name: "n", layers: [forward, backward, try lstm(inputs: 14, seed: 50)]
      ).outputSize == 7)
  }
}

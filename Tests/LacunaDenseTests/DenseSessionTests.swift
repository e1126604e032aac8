import LacunaDense
import Testing

@Suite struct DenseSessionTests {
  private static let hardGate = DenseActivation.clipped(shift: 2, offset: 0.5, low: 0, high: 1)
  private static let softClip = DenseActivation.clipped(shift: 1, offset: 0, low: -1, high: 1)

  private func lstm(
    inputs: Int, hidden: Int, seed: Int, gate: DenseActivation = .sigmoid,
    candidate: DenseActivation = .tanh, cell: DenseActivation = .tanh
  ) throws -> DenseLayer {
    .lstm(
      try DenseLSTM(
        input: formulaMatrix(seed, rows: 4 * hidden, columns: inputs),
        recurrent: formulaMatrix(seed + 1, rows: 4 * hidden, columns: hidden),
        bias: formulaWeights(seed + 2, count: 4 * hidden), sourceBiasCount: 4 * hidden,
        gate: gate, candidate: candidate, cell: cell, outputGate: .sigmoid))
  }

  private func gru(
    resetAfter: Bool, gate: DenseActivation = .sigmoid, candidate: DenseActivation = .tanh
  ) throws -> DenseLayer {
    .gru(
      try DenseGRU(
        input: formulaMatrix(40, rows: 21, columns: 6),
        recurrent: formulaMatrix(41, rows: 21, columns: 7),
        inputBias: formulaWeights(42, count: 21), recurrentBias: formulaWeights(43, count: 21),
        sourceBiasCount: 42, resetAfter: resetAfter, gate: gate, candidate: candidate))
  }

  private func session(_ layers: DenseLayer...) throws -> DenseSession {
    DenseSession(network: try DenseNetwork(name: "n", layers: layers))
  }

  /// Feeds the features of the reference script, and compares each step.
  private func expectSteps(
    _ reference: [[Float]], from session: inout DenseSession,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for (step, expected) in reference.enumerated() {
      let output = try session.step(features: formulaWeights(100 + step, count: 6))
      expectClose(output, expected, sourceLocation: sourceLocation)
    }
  }

  private func expectClose(
    _ found: [Float], _ expected: [Float], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(found.count == expected.count, sourceLocation: sourceLocation)
    let error = zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity
    #expect(error < 2e-6, sourceLocation: sourceLocation)
  }

  @Test func `an LSTM gives what NumPy gives`() throws {
    var session = try session(try lstm(inputs: 6, hidden: 19, seed: 30))
    for (step, expected) in ReferenceOutputs.lstm.enumerated() {
      expectClose(try session.step(features: formulaWeights(100 + step, count: 6)), expected)
      expectClose(session.states[0].hidden, expected)
      expectClose(try #require(session.states[0].cell), ReferenceOutputs.lstmCells[step])
    }
  }

  @Test func `an LSTM with clipped gates gives what NumPy gives`() throws {
    var session = try session(
      try lstm(
        inputs: 6, hidden: 8, seed: 30, gate: Self.hardGate, candidate: Self.softClip,
        cell: Self.softClip))
    try expectSteps(ReferenceOutputs.clippedLSTM, from: &session)
  }

  @Test func `a GRU with the reset after gives what NumPy gives`() throws {
    var session = try session(try gru(resetAfter: true))
    try expectSteps(ReferenceOutputs.gruResetAfter, from: &session)
  }

  @Test func `a GRU with the reset before gives what NumPy gives`() throws {
    var session = try session(try gru(resetAfter: false))
    try expectSteps(ReferenceOutputs.gruResetBefore, from: &session)
  }

  @Test func `a GRU with clipped gates gives what NumPy gives`() throws {
    var session = try session(
      try gru(resetAfter: true, gate: Self.hardGate, candidate: Self.softClip))
    try expectSteps(ReferenceOutputs.clippedGRU, from: &session)
  }

  @Test(
    arguments: zip(
      [DenseLinearActivation.none, .relu, .tanh, .sigmoid],
      [
        ReferenceOutputs.linearNone, ReferenceOutputs.linearReLU, ReferenceOutputs.linearTanh,
        ReferenceOutputs.linearSigmoid,
      ]))
  func `a linear layer gives what NumPy gives`(
    activation: DenseLinearActivation, reference: [[Float]]
  ) throws {
    var session = try session(
      .linear(
        try DenseLinear(
          weight: formulaMatrix(50, rows: 3, columns: 6), bias: formulaWeights(51, count: 3),
          activation: activation)))
    try expectSteps(reference, from: &session)
  }

  private func languageModel() throws -> DenseSession {
    let embedding = formulaMatrix(1, rows: 9, columns: 5)
    return try session(
      .embedding(DenseEmbedding(weight: embedding)), try lstm(inputs: 5, hidden: 7, seed: 10),
      try lstm(inputs: 7, hidden: 5, seed: 20),
      .linear(try DenseLinear(weight: embedding, bias: formulaWeights(2, count: 9))))
  }

  @Test func `a tied language model of two layers gives what NumPy gives`() throws {
    var session = try languageModel()
    for (token, expected) in zip([3, 1, 4, 1, 5], ReferenceOutputs.languageModel) {
      expectClose(try session.step(token: token), expected)
    }
  }

  @Test func `states taken out and put into another session continue it`() throws {
    var first = try languageModel()
    for token in [3, 1, 4] {
      _ = try first.step(token: token)
    }
    let named = first.namedStates
    #expect(named.map(\.name) == ["0.h", "0.c", "1.h", "1.c"])
    var second = try languageModel()
    let others: [(name: String, values: [Float])] = [(name: "7.h", values: [1])]
    try second.setStates(
      named: Dictionary(
        (named + others).map { ($0.name, $0.values) }, uniquingKeysWith: { first, _ in first }))
    #expect(second.states == first.states)
    #expect(try second.step(token: 1) == first.step(token: 1))
  }

  @Test func `a reset session starts again`() throws {
    var session = try languageModel()
    let first = try session.step(token: 3)
    #expect(try session.step(token: 3) != first)
    session.reset()
    #expect(try session.step(token: 3) == first)
  }

  @Test func `a token outside the embedding is refused`() throws {
    var session = try languageModel()
    for token in [-1, 9, Int.max, Int.min] {
      #expect(throws: DenseInputError.tokenOutOfRange(token: token, vocabularySize: 9)) {
        try session.step(token: token)
      }
    }
  }

  @Test func `the wrong kind or number of inputs is refused`() throws {
    var tokens = try languageModel()
    #expect(throws: DenseInputError.wrongKindOfInput(takesTokens: true)) {
      try tokens.step(features: [1])
    }
    var features = try session(try gru(resetAfter: true))
    #expect(throws: DenseInputError.wrongKindOfInput(takesTokens: false)) {
      try features.step(token: 0)
    }
    #expect(throws: DenseInputError.featureCount(expected: 6, found: 5)) {
      try features.step(features: [1, 2, 3, 4, 5])
    }
  }

  @Test func `a state that does not fit is refused and changes nothing`() throws {
    var session = try languageModel()
    _ = try session.step(token: 2)
    let before = session.states
    let good = Dictionary(
      session.namedStates.map { ($0.name, $0.values) }, uniquingKeysWith: { first, _ in first })
    var missing = good
    missing["1.h"] = nil
    #expect(throws: DenseInputError.state(name: "1.h", expected: 5, found: nil)) {
      try session.setStates(named: missing)
    }
    missing = good
    missing["0.c"] = nil
    #expect(throws: DenseInputError.state(name: "0.c", expected: 7, found: nil)) {
      try session.setStates(named: missing)
    }
    var short = good
    short["0.h"] = [1, 2]
    #expect(throws: DenseInputError.state(name: "0.h", expected: 7, found: 2)) {
      try session.setStates(named: short)
    }
    #expect(throws: DenseInputError.state(name: "2.h", expected: nil, found: 1)) {
      try session.setStates(before + [DenseRecurrentState(hidden: [0])])
    }
    #expect(session.states == before)
  }
}

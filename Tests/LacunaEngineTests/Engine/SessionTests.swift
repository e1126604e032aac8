import LacunaEngine
import LacunaFormat
import LacunaTestSupport
import Testing

/// States in and out, and steps and sessions that are refused.
@Suite struct SessionTests {
  private let file = RandomModel.make(
    [
      NetworkPlan(inputSize: 7, layers: [.embedding(6), .lstm(5), .gru(4, reset: 1)]),
      NetworkPlan(inputSize: 3, layers: [.gru(4, reset: 0), .linear(2)]),
    ], style: RandomStyle(), seed: 31
  ).fileBytes()

  /// Ten steps at once, and the same ten with the states carried into a new session each time.
  @Test func aStateCarriedOverGoesOnAsIfNothingHadHappened() throws {
    for (index, network) in OracleModel(file: file).networks.enumerated() {
      var generator = SplitMix64(seed: 32)
      let inputs = StepInput.random(10, for: network, using: &generator)
      let whole = try engineRun(file, network: index, inputs: inputs).results
      var states: [OracleSession.State]?
      for (step, input) in inputs.enumerated() {
        let piece = try engineRun(file, network: index, inputs: [input], from: states).results
        #expect(piece == [whole[step]], "network \(index), step \(step)")
        states = piece[0].states
      }
    }
  }

  /// Runs `body` with a new session of a network of the file.
  private func withSession(
    network: Int, _ body: (inout Session<ScalarKernels>) throws -> Void
  ) throws {
    let model = unsafe try ModelView(validating: file.span.bytes)
    let byteCount = Session<ScalarKernels>.byteCount(model: model, network: network)
    var memory = [UInt8](repeating: 0xFF, count: byteCount)
    var span = memory.mutableSpan
    var session = unsafe try Session(
      model: model, network: network, memory: span.mutableBytes, kernels: ScalarKernels())
    try body(&session)
  }

  @Test func aNewSessionHasStatesOfZero() throws {
    try withSession(network: 0) { session in
      let zeros = [Int](repeating: 0, count: 5)
      let states = try allStates(of: session)
      #expect(states == [.lstm(h: zeros, c: zeros), .gru(h: [0, 0, 0, 0])])
    }
  }

  @Test func recurrentLayersAreCountedFromZero() throws {
    try withSession(network: 0) { session in
      let kinds = (-1...2).map { session.recurrentLayer(at: $0)?.kind }
      #expect(kinds == [nil, .lstm, .gru, nil])
    }
    try withSession(network: 1) { session in
      let kinds = (-1...1).map { session.recurrentLayer(at: $0)?.kind }
      #expect(kinds == [nil, .gru, nil])
      #expect(session.recurrentLayer(at: .max) == nil)
    }
  }

  @Test func outputsHaveTheExponentOfTheirKind() throws {
    try withSession(network: 0) { session in #expect(session.outputExponent == -15) }
    try withSession(network: 1) { session in #expect(session.outputExponent == -16) }
  }

  @Test func tokensOutOfRangeAreRefused() throws {
    try withSession(network: 0) { session in
      for token in [-1, 7, 8, .max, .min, 1 << 32] {
        #expect(throws: StepError.tokenOutOfRange(token: token, count: 7)) {
          try session.step(token: token)
        }
      }
    }
  }

  @Test func theWrongKindOfInputIsRefused() throws {
    let features: [Float] = [0, 0, 0]
    try withSession(network: 0) { session in
      #expect(throws: StepError.expectsTokens) { try session.step(features: features.span) }
    }
    try withSession(network: 1) { session in
      #expect(throws: StepError.expectsFeatures(count: 3)) { try session.step(token: 0) }
    }
  }

  @Test func featuresOfTheWrongNumberAreRefused() throws {
    for count in [0, 1, 2, 4, 1000] {
      let features = [Float](repeating: 1, count: count)
      try withSession(network: 1) { session in
        #expect(throws: StepError.featureCount(expected: 3, found: count)) {
          try session.step(features: features.span)
        }
      }
    }
  }

  @Test func featuresThatAreNoNumbersAreRefused() throws {
    for bad in [Float.nan, .signalingNaN, .infinity, -.infinity] {
      for position in 0..<3 {
        var features: [Float] = [0.5, 0.25, -1]
        features[position] = bad
        let refused = features
        try withSession(network: 1) { session in
          #expect(throws: StepError.featureNotFinite) {
            try session.step(features: refused.span)
          }
        }
      }
    }
  }

  /// A refused step changes nothing.
  @Test func aRefusedStepLeavesTheStates() throws {
    let good: [Float] = [0.5, 0.25, -1]
    let bad: [Float] = [0.5, 0.25, .nan]
    try withSession(network: 1) { session in
      try session.step(features: good.span)
      let before = try allStates(of: session)
      #expect(throws: StepError.self) { try session.step(features: bad.span) }
      #expect(throws: StepError.self) { try session.step(token: 1) }
      let after = try allStates(of: session)
      #expect(before == after)
    }
  }

  @Test func statesOutOfRangeAreRefusedAndChangeNothing() throws {
    let cases: [(layer: Int, part: StatePart, count: Int, values: [Int32])] = [
      (0, .hidden, 5, [-128, 128, .min, .max]), (0, .cell, 5, [-32769, 32768, .min, .max]),
      (1, .hidden, 4, [-32768, 32768, .min, .max]),
    ]
    for (layer, part, count, values) in cases {
      for value in values {
        var state = [Int32](repeating: 1, count: count)
        state[count - 1] = value
        let refused = state
        try withSession(network: 0) { session in
          #expect(throws: StepError.stateOutOfRange(value: value)) {
            try session.writeState(ofRecurrentLayer: layer, part, from: refused.span)
          }
          let zeros = [Int](repeating: 0, count: 5)
          let states = try allStates(of: session)
          #expect(states == [.lstm(h: zeros, c: zeros), .gru(h: [0, 0, 0, 0])])
        }
      }
    }
  }

  @Test func statesOfTheWrongSizeOrPlaceAreRefused() throws {
    try withSession(network: 0) { session in
      for count in [0, 4, 6] {
        let state = [Int32](repeating: 0, count: count)
        #expect(throws: StepError.stateCount(expected: 5, found: count)) {
          try session.writeState(ofRecurrentLayer: 0, .hidden, from: state.span)
        }
      }
      let state = [Int32](repeating: 0, count: 4)
      for layer in [-1, 2, .max, .min] {
        #expect(throws: StepError.noSuchRecurrentLayer(index: layer)) {
          try session.writeState(ofRecurrentLayer: layer, .hidden, from: state.span)
        }
      }
      #expect(throws: StepError.noSuchRecurrentLayer(index: 1)) {
        try session.writeState(ofRecurrentLayer: 1, .cell, from: state.span)
      }
    }
  }

  @Test func sessionsOfNoNetworkOrTooLittleMemoryAreRefused() throws {
    let model = unsafe try ModelView(validating: file.span.bytes)
    let needed = Session<ScalarKernels>.byteCount(model: model, network: 0)
    func error(network: Int, byteCount: Int) -> StepError? {
      var memory = [UInt8](repeating: 0, count: byteCount)
      var span = memory.mutableSpan
      do {
        _ = unsafe try Session(
          model: model, network: network, memory: span.mutableBytes, kernels: ScalarKernels())
        return nil
      } catch {
        return error
      }
    }
    for network in [-1, 2, .max, .min] {
      #expect(
        error(network: network, byteCount: needed) == .noSuchNetwork(index: network, count: 2))
    }
    for byteCount in [0, 1, needed - 1] {
      #expect(
        error(network: 0, byteCount: byteCount)
          == .memoryTooSmall(needed: needed, found: byteCount))
    }
    #expect(error(network: 0, byteCount: needed) == nil)
  }
}

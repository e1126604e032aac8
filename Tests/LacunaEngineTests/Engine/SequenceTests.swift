import LacunaEngine
import LacunaFormat
import LacunaTestSupport
import Testing

/// Runs over whole sequences: what they do to states, and what is refused.
@Suite struct SequenceTests {
  private let file = RandomModel.make(
    [
      NetworkPlan(
        inputSize: 7,
        layers: [
          .embedding(6), .lstm(5), LayerPlan.lstm(4).backwardBeside, .linear(8),
          .gru(3, reset: 1), LayerPlan.gru(2, reset: 0).backwardBeside,
        ]),
      NetworkPlan(
        inputSize: 3,
        layers: [
          .lstm(6, projectedTo: 4), LayerPlan.lstm(5, projectedTo: 2).backwardBeside,
        ]),
      NetworkPlan(inputSize: 7, layers: [.embedding(6), .lstm(5), .gru(4, reset: 0)]),
    ], style: RandomStyle(), seed: 41
  ).fileBytes()

  /// Runs `body` with a new session of a network of the file.
  private func withSession(
    network: Int, streams: Int = 1, _ body: (inout Session<ScalarKernels>, Int) throws -> Void
  ) throws {
    let model = unsafe try ModelView(validating: file.span.bytes)
    var memory = [UInt8](
      repeating: 0xFF,
      count: Session<ScalarKernels>.byteCount(model: model, network: network, streams: streams))
    var span = memory.mutableSpan
    var session = unsafe try Session(
      model: model, network: network, streams: streams, memory: span.mutableBytes,
      kernels: ScalarKernels())
    try body(
      &session,
      Session<ScalarKernels>.sequenceByteCount(
        model: model, network: network, steps: 4, streams: streams))
  }

  /// What a run throws, with so much memory and room for so many outputs: over `tokens`, or where
  /// there are none over `features`.
  private func error(
    of session: inout Session<ScalarKernels>, tokens: [Int]? = nil, features: [Float] = [],
    byteCount: Int, outputCount: Int
  ) -> StepError? {
    var memory = [UInt8](repeating: 0, count: byteCount)
    var output = [Int32](repeating: 0, count: outputCount)
    var memorySpan = memory.mutableSpan
    var outputSpan = output.mutableSpan
    do throws(StepError) {
      if let tokens {
        unsafe try session.run(
          tokens: tokens.span, memory: memorySpan.mutableBytes, output: &outputSpan)
      } else {
        unsafe try session.run(
          features: features.span, memory: memorySpan.mutableBytes, output: &outputSpan)
      }
      return nil
    } catch {
      return error
    }
  }

  @Test func outputsAreThoseOfBothDirections() throws {
    try withSession(network: 0) { session, _ in
      #expect(session.outputCount == 5)
      #expect(session.outputExponent == -15)
    }
    try withSession(network: 1) { session, _ in
      #expect(session.outputCount == 6)
      #expect(session.outputExponent == -16)
    }
  }

  @Test func recurrentLayersAreNumberedForwardFirst() throws {
    try withSession(network: 0) { session, _ in
      let layers = (0..<5).map { session.recurrentLayer(at: $0) }
      #expect(layers.map { $0?.kind } == [.lstm, .lstm, .gru, .gru, nil])
      #expect(layers.map { $0?.hiddenSize } == [5, 4, 3, 2, nil])
      #expect(
        layers.map { $0?.direction } == [.forward, .backwardBeside, .forward, .backwardBeside, nil])
    }
    try withSession(network: 1) { session, _ in
      let second = session.recurrentLayer(at: 1)
      let layer = try #require(second)
      #expect([layer.count(of: .hidden), layer.count(of: .cell)] == [2, 5])
      #expect([layer.exponent(of: .hidden), layer.exponent(of: .cell)] == [-16, -11])
    }
  }

  @Test func aStepOfANetworkThatReadsBackwardIsRefused() throws {
    try withSession(network: 0) { session, _ in
      #expect(throws: StepError.needsWholeSequence) { try session.step(token: 3) }
    }
    try withSession(network: 1) { session, _ in
      let features: [Float] = [1, 2, 3]
      let vector: [Int8] = [1, 2, 3]
      #expect(throws: StepError.needsWholeSequence) { try session.step(features: features.span) }
      #expect(throws: StepError.needsWholeSequence) {
        try session.step(vector: vector.span, exponent: 0)
      }
    }
  }

  @Test func whatIsWrongWithARunIsSaidAndChangesNothing() throws {
    try withSession(network: 0) { session, bytes in
      let before = try allStates(of: session)
      let tokens = [1, 2, 3, 4]
      #expect(
        error(of: &session, tokens: [1, 2, 7, 4], byteCount: bytes, outputCount: 20)
          == .tokenOutOfRange(token: 7, count: 7))
      for count in [0, 19, 21] {
        #expect(
          error(of: &session, tokens: tokens, byteCount: bytes, outputCount: count)
            == .outputCount(expected: 20, found: count))
      }
      for count in [0, bytes - 1] {
        #expect(
          error(of: &session, tokens: tokens, byteCount: count, outputCount: 20)
            == .memoryTooSmall(needed: bytes, found: count))
      }
      #expect(
        error(of: &session, features: [1], byteCount: bytes, outputCount: 20) == .expectsTokens)
      #expect(try allStates(of: session) == before)
      #expect(error(of: &session, tokens: tokens, byteCount: bytes, outputCount: 20) == nil)
      #expect(try allStates(of: session) != before)
    }
    try withSession(network: 1) { session, bytes in
      let before = try allStates(of: session)
      var features = [Float](repeating: 1, count: 12)
      #expect(
        error(of: &session, features: features + [1], byteCount: bytes, outputCount: 24)
          == .featureCount(expected: 3, found: 1))
      #expect(
        error(of: &session, tokens: [1], byteCount: bytes, outputCount: 24)
          == .expectsFeatures(count: 3))
      features[11] = .nan
      #expect(
        error(of: &session, features: features, byteCount: bytes, outputCount: 24)
          == .featureNotFinite)
      #expect(try allStates(of: session) == before)
    }
  }

  @Test func streamsHaveToBeWhole() throws {
    try withSession(network: 0, streams: 3) { session, bytes in
      #expect(
        error(of: &session, tokens: [1, 2, 3, 4], byteCount: bytes, outputCount: 20)
          == .streamCount(expected: 3, found: 1))
    }
  }

  @Test func noStepsAreNoOutputAndTakeNoMemory() throws {
    try withSession(network: 0) { session, _ in
      let before = try allStates(of: session)
      #expect(error(of: &session, tokens: [], byteCount: 0, outputCount: 0) == nil)
      #expect(try allStates(of: session) == before)
    }
  }

  /// More steps than memory has bytes: the count stays where no session can meet it.
  @Test func theMemoryOfEndlessSequencesSaturates() throws {
    let model = unsafe try ModelView(validating: file.span.bytes)
    for steps in [Int.max, .max / 2, .max / 8] {
      let bytes = Session<ScalarKernels>.sequenceByteCount(
        model: model, network: 0, steps: steps, streams: 3)
      #expect(bytes > Int.max - 4096)
    }
  }

  @Test func projectedStatesAreWrittenAndReadInTheirIntegers() throws {
    try withSession(network: 1) { session, _ in
      let values: [Int32] = [1 << 29, -(1 << 29), 77, 0]
      try session.writeState(ofRecurrentLayer: 0, .hidden, from: values.span)
      var read = [Int32](repeating: 0, count: 4)
      var span = read.mutableSpan
      try session.readState(ofRecurrentLayer: 0, .hidden, into: &span)
      #expect(read == values)
      for value in [1 << 29 + 1, -(1 << 29) - 1, Int32.max, .min] {
        let wrong: [Int32] = [0, value, 0, 0]
        #expect(throws: StepError.stateOutOfRange(value: value)) {
          try session.writeState(ofRecurrentLayer: 0, .hidden, from: wrong.span)
        }
      }
      let six = [Int32](repeating: 0, count: 6)
      #expect(throws: StepError.stateCount(expected: 4, found: 6)) {
        try session.writeState(ofRecurrentLayer: 0, .hidden, from: six.span)
      }
    }
  }
}

import Lacuna
import LacunaEngine
import LacunaTestSupport
import Testing

/// Streams that step together give what each gives alone.
@Suite struct StreamTests {
  private func integers(_ session: borrowing InferenceSession, _ stream: Int) -> [Int] {
    session.withOutput(ofStream: stream) { span in span.indices.map { Int(span[$0]) } }
  }

  @Test(arguments: EncodingCases.few)
  func tokensGiveEachStreamItsOwnIntegers(_ encoding: MatrixEncoding) throws {
    let plan = NetworkPlan(
      inputSize: 30,
      layers: [
        .embedding(21), .lstm(35, encoding), .gru(19, reset: 0, encoding),
        .gru(18, reset: 1, encoding), .linear(40, output: 0, encoding),
      ])
    let file = RandomModel.make([plan], style: RandomStyle(), seed: 61).fileBytes()
    let streams = 5
    var generator = LacunaTestSupport.SplitMix64(seed: 62)
    let steps = (0..<4).map { _ in (0..<streams).map { _ in generator.integer(0...29) } }
    try withModel(file) { model in
      for kernels in KernelSet.supported {
        var together = try InferenceSession(model, streams: streams, kernels: kernels)
        var outputs: [[[Int]]] = []
        for tokens in steps {
          try together.step(tokens: tokens.span)
          outputs.append((0..<streams).map { integers(together, $0) })
        }
        for stream in 0..<streams {
          var alone = try InferenceSession(model, kernels: .scalar)
          for (step, tokens) in steps.enumerated() {
            try alone.step(token: tokens[stream])
            #expect(
              outputs[step][stream] == integers(alone, 0),
              "\(kernels.name), \(encoding), stream \(stream), step \(step)")
          }
        }
      }
    }
  }

  @Test func featuresHaveAnExponentForEachStream() throws {
    let plan = NetworkPlan(inputSize: 9, layers: [.lstm(20), .linear(7, output: 1)])
    let file = RandomModel.make([plan], style: RandomStyle(), seed: 63).fileBytes()
    let rows: [[Float]] = [
      (0..<9).map { Float($0) * 1000 }, (0..<9).map { Float($0 - 4) / 1000 },
      [Float](repeating: 0, count: 9),
    ]
    try withModel(file) { model in
      var together = try InferenceSession(model, streams: 3)
      let flat = Array(rows.joined())
      try together.step(features: flat.span)
      for (stream, row) in rows.enumerated() {
        var alone = try InferenceSession(model)
        try alone.step(features: row.span)
        #expect(integers(together, stream) == integers(alone, 0))
      }
    }
  }

  @Test func aStreamsStateIsItsOwn() throws {
    let plan = NetworkPlan(inputSize: 9, layers: [.embedding(8), .lstm(20)])
    let file = RandomModel.make([plan], style: RandomStyle(), seed: 64).fileBytes()
    try withModel(file) { model in
      var session = try InferenceSession(model, streams: 2)
      let half = [Float](repeating: 0.5, count: 20)
      try session.setState(ofRecurrentLayer: 0, .hidden, stream: 1, to: half)
      #expect(try session.state(ofRecurrentLayer: 0, .hidden, stream: 1) == half)
      #expect(
        try session.state(ofRecurrentLayer: 0, .hidden, stream: 0)
          == [Float](repeating: 0, count: 20))
    }
  }

  @Test func theWrongNumberOfInputsIsRefused() throws {
    let plan = NetworkPlan(inputSize: 9, layers: [.embedding(8), .lstm(20)])
    let file = RandomModel.make([plan], style: RandomStyle(), seed: 65).fileBytes()
    try withModel(file) { model in
      var session = try InferenceSession(model, streams: 2)
      let three = [1, 2, 3]
      #expect(throws: StepError.streamCount(expected: 2, found: 3)) {
        try session.step(tokens: three.span)
      }
      #expect(throws: StepError.streamCount(expected: 2, found: 1)) {
        try session.step(token: 1)
      }
    }
    try withModel(file) { model in
      #expect(throws: StepError.self) { _ = try InferenceSession(model, streams: 0).streams }
    }
  }
}

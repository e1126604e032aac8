import Lacuna
import LacunaEngine
import LacunaTestSupport
import Testing

/// Whole sequences and projections, with every set of kernels that the machine has.
@Suite struct SequenceTests {
  private func rows(_ output: SequenceOutput, stream: Int = 0) -> [[Int]] {
    (0..<output.steps).map { step in
      let start = (step * output.streams + stream) * output.outputCount
      return output.values[start..<start + output.outputCount].map(Int.init)
    }
  }

  private func plans(_ encoding: MatrixEncoding) -> [NetworkPlan] {
    [
      NetworkPlan(
        inputSize: 30,
        layers: [
          .embedding(13, encoding), .lstm(35, encoding),
          LayerPlan.lstm(21, encoding).backwardBeside, .linear(40, encoding),
        ]),
      NetworkPlan(
        inputSize: 30,
        layers: [
          .embedding(21), .gru(33, reset: 0, encoding),
          LayerPlan.gru(18, reset: 1, encoding).backwardBeside,
          .lstm(40, projectedTo: 17, encoding),
          LayerPlan.lstm(9, projectedTo: 37, encoding).backwardBeside,
          LayerPlan.lstm(12, projectedTo: 5, encoding).backward,
        ]),
    ]
  }

  @Test(arguments: EncodingCases.all)
  func everyKernelGivesTheOraclesIntegersAndCounts(_ encoding: MatrixEncoding) throws {
    for activations in [RandomStyle.Activations.clipped, .arbitraryTables] {
      let style = RandomStyle(activations: activations)
      let file = RandomModel.make(plans(encoding), style: style, seed: 71).fileBytes()
      let tokens = [3, 29, 0, 17, 4]
      try withModel(file) { model in
        for (index, network) in OracleModel(file: file).networks.enumerated() {
          var oracle = OracleSession(network)
          let expected = oracle.run(tokens: tokens)
          for kernels in KernelSet.supported {
            var session = try InferenceSession(model, network: index, kernels: kernels)
            let isWhole = session.needsWholeSequence
            #expect(isWhole)
            var counter = OperationCounter(model)
            let output = try session.run(tokens: tokens.span, observer: &counter)
            #expect(
              rows(output) == expected, "\(kernels.name), \(encoding), \(style), network \(index)")
            #expect(
              OracleOperations(dense: counter.all.dense, executed: counter.all.executed)
                == oracle.operations)
          }
        }
      }
    }
  }

  @Test(arguments: EncodingCases.few)
  func eachStreamGivesWhatItGivesAlone(_ encoding: MatrixEncoding) throws {
    let file = RandomModel.make(plans(encoding), style: RandomStyle(), seed: 72).fileBytes()
    let steps = [[3, 29, 0], [17, 4, 4], [0, 12, 4], [5, 5, 22]]
    try withModel(file) { model in
      for network in 0..<2 {
        for kernels in KernelSet.supported {
          var together = try InferenceSession(
            model, network: network, streams: 3, kernels: kernels)
          let flat = Array(steps.joined())
          let output = try together.run(tokens: flat.span)
          for stream in 0..<3 {
            var alone = try InferenceSession(model, network: network, kernels: .scalar)
            let own = steps.map { $0[stream] }
            #expect(rows(output, stream: stream) == rows(try alone.run(tokens: own.span)))
          }
        }
      }
    }
  }

  @Test(arguments: EncodingCases.few)
  func projectedStreamsStepTogether(_ encoding: MatrixEncoding) throws {
    let plan = NetworkPlan(
      inputSize: 9,
      layers: [
        .lstm(40, projectedTo: 17, encoding), .lstm(12, projectedTo: 30, encoding),
        .linear(8, encoding),
      ])
    let file = RandomModel.make([plan], style: RandomStyle(), seed: 73).fileBytes()
    // The first stream's features are far larger than the others', so that exponents differ.
    let steps: [[Float]] = (0..<3).map { step in
      (0..<27).map { (index: Int) -> Float in
        let scale: Float = index < 9 ? 1000 : 0.01
        return Float((index * 7 + step * 5) % 11 - 5) * scale
      }
    }
    try withModel(file) { model in
      for kernels in KernelSet.supported {
        var together = try InferenceSession(model, streams: 3, kernels: kernels)
        var alone = (0..<3).map { _ in OracleSession(OracleModel(file: file).networks[0]) }
        for features in steps {
          try together.step(features: features.span)
          for stream in 0..<3 {
            let expected = alone[stream].step(
              features: Array(features[stream * 9..<stream * 9 + 9]))
            let found = together.withOutput(ofStream: stream) { span in
              span.indices.map { Int(span[$0]) }
            }
            #expect(found == expected, "\(kernels.name), \(encoding), stream \(stream)")
          }
        }
      }
    }
  }

  /// Forward layers go on where they were; a projected state as floats is what it was.
  @Test func aForwardSequenceInTwoPartsIsTheWhole() throws {
    let plan = NetworkPlan(
      inputSize: 9, layers: [.embedding(8), .lstm(20, projectedTo: 6), .gru(5, reset: 1)])
    let file = RandomModel.make([plan], style: RandomStyle(), seed: 74).fileBytes()
    let tokens = [1, 8, 3, 3, 0, 5]
    try withModel(file) { model in
      var whole = try InferenceSession(model)
      let expected = rows(try whole.run(tokens: tokens.span))
      var first = try InferenceSession(model)
      var second = try InferenceSession(model)
      let (head, tail) = (Array(tokens[..<2]), Array(tokens[2...]))
      let begin = rows(try first.run(tokens: head.span))
      for (index, layer) in first.recurrentLayers.enumerated() {
        for part in layer.kind == .lstm ? [StatePart.hidden, .cell] : [.hidden] {
          try second.setState(
            ofRecurrentLayer: index, part, to: first.state(ofRecurrentLayer: index, part))
        }
      }
      #expect(begin + rows(try second.run(tokens: tail.span)) == expected)
    }
  }

  @Test func outputsAsFloatsAreInTheirUnits() throws {
    let plan = NetworkPlan(
      inputSize: 2, layers: [.gru(3, reset: 1), LayerPlan.gru(2, reset: 1).backwardBeside])
    let file = RandomModel.make([plan], style: RandomStyle(), seed: 75).fileBytes()
    try withModel(file) { model in
      var session = try InferenceSession(model)
      let features: [Float] = [1, -0.5, 0.25, 1]
      let output = try session.run(features: features.span)
      #expect((output.steps, output.outputCount, output.exponent) == (2, 5, -15))
      #expect(
        output.output(ofStep: 1) == output.values[5...].map { Float($0) / 32768 })
      let step: [Float] = [0, 0]
      #expect(throws: StepError.needsWholeSequence) { try session.step(features: step.span) }
    }
  }
}

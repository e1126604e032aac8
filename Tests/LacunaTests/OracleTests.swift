import Lacuna
import LacunaEngine
import LacunaTestSupport
import Testing

/// What an app sees, from a file on disk and with every set of kernels that the machine has: the
/// integers and the counts of the oracle.
@Suite struct OracleTests {
  private func plans(_ encoding: MatrixEncoding) -> [NetworkPlan] {
    [
      NetworkPlan(
        inputSize: 41,
        layers: [.embedding(13, encoding), .lstm(13, encoding), .tiedLinear(ids: 41)]),
      NetworkPlan(
        inputSize: 41,
        layers: [
          .embedding(70), .gru(67, reset: 0, encoding), .gru(9, reset: 1, encoding),
          .linear(50, output: 1, encoding),
        ]),
    ]
  }

  @Test(arguments: EncodingCases.all)
  func everyKernelGivesTheOraclesIntegersAndCounts(_ encoding: MatrixEncoding) throws {
    for activations in [RandomStyle.Activations.clipped, .arbitraryTables] {
      let style = RandomStyle(activations: activations)
      let file = RandomModel.make(plans(encoding), style: style, seed: 51).fileBytes()
      var generator = LacunaTestSupport.SplitMix64(seed: 52)
      let tokens = (0..<5).map { _ in generator.integer(0...40) }
      try withModel(file) { model in
        for (index, network) in OracleModel(file: file).networks.enumerated() {
          var oracle = OracleSession(network)
          let expected = tokens.map { oracle.step(token: $0) }
          for kernels in KernelSet.supported {
            var session = try InferenceSession(model, network: index, kernels: kernels)
            var counter = OperationCounter(model)
            for (step, token) in tokens.enumerated() {
              try session.step(token: token, observer: &counter)
              let output = session.withOutput { span in span.indices.map { Int(span[$0]) } }
              #expect(
                output == expected[step],
                "\(kernels.name), \(encoding), \(style), network \(index), step \(step)")
            }
            let counts = OracleOperations(
              dense: counter.all.dense, executed: counter.all.executed)
            #expect(counts == oracle.operations, "\(kernels.name), \(encoding), network \(index)")
          }
        }
      }
    }
  }

  /// Any byte anywhere, any row exponent, any feature: every set of kernels agrees.
  @Test(arguments: EncodingCases.all)
  func everyKernelTakesEveryByte(_ encoding: MatrixEncoding) throws {
    for seed in 0..<2 as Range<UInt64> {
      let style = RandomStyle(
        fill: .arbitrary, range: seed == 0 ? .arbitrary : .moderate,
        activations: seed == 0 ? .arbitraryClipped : .arbitraryTables)
      let plan = NetworkPlan(
        inputSize: 131,
        layers: [
          .lstm(35, encoding), .gru(37, reset: 0, encoding), .gru(18, reset: 1, encoding),
          .linear(77, output: 2, encoding),
        ])
      let file = RandomModel.make([plan], style: style, seed: seed).fileBytes()
      var generator = LacunaTestSupport.SplitMix64(seed: seed)
      let steps = (0..<4).map { step in
        (0..<131).map { _ in
          let value = step == 2 && !generator.oneIn(5) ? 0 : generator.integer(-127...127)
          return Float(value) / Float(step == 3 ? 1 : 64)
        }
      }
      var oracle = OracleSession(OracleModel(file: file).networks[0])
      let expected = steps.map { oracle.step(features: $0) }
      try withModel(file) { model in
        for kernels in KernelSet.supported {
          var session = try InferenceSession(model, network: 0, kernels: kernels)
          for (step, features) in steps.enumerated() {
            try session.step(features: features.span)
            let output = session.withOutput { span in span.indices.map { Int(span[$0]) } }
            #expect(output == expected[step], "\(kernels.name), \(encoding), step \(step)")
          }
        }
      }
    }
  }
}

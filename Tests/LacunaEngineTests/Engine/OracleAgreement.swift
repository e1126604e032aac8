import LacunaTestSupport
import Testing

/// Expects that the engine gives, bit for bit, what the oracle gives: outputs and states of every
/// step of every network of `description`, from random inputs and, in a second run, from random
/// states.
func expectAgreement(
  _ description: ModelDescription, steps: Int = 5, seed: UInt64, comment: Comment? = nil,
  at location: SourceLocation = #_sourceLocation
) throws {
  try expectAgreement(
    file: description.fileBytes(), steps: steps, seed: seed, comment: comment, at: location)
}

func expectAgreement(
  file: [UInt8], steps: Int = 5, seed: UInt64, comment: Comment? = nil,
  at location: SourceLocation = #_sourceLocation
) throws {
  var generator = SplitMix64(seed: seed)
  let model = OracleModel(file: file)
  for (index, network) in model.networks.enumerated() {
    let inputs = StepInput.random(steps, for: network, using: &generator)
    for states in [nil, randomStates(of: network, using: &generator)] {
      let place = "\(comment?.rawValue ?? ""), seed \(seed), network \(index)"
      var oracle = OracleSession(network)
      if let states { oracle.states = states }
      if states != nil || network.needsWholeSequence {
        var whole = oracle
        let expected = whole.run(inputs)
        let engine = try engineSequence(
          file, network: index, inputs: inputs, from: states, counting: model.matrices)
        #expect(engine.outputs == expected, "\(place), whole", sourceLocation: location)
        #expect(engine.states == whole.states, "\(place), whole", sourceLocation: location)
        #expect(engine.operations == whole.operations, "\(place), whole", sourceLocation: location)
      }
      if network.needsWholeSequence { continue }
      let expected = inputs.map { input in
        let output = oracle.step(input)
        return StepResult(output: output, states: oracle.states)
      }
      let engine = try engineRun(
        file, network: index, inputs: inputs, from: states, counting: model.matrices)
      for (step, (found, wanted)) in zip(engine.results, expected).enumerated() {
        #expect(
          found == wanted, "\(place), step \(step), given states: \(states != nil)",
          sourceLocation: location)
      }
      #expect(engine.results.count == expected.count, sourceLocation: location)
      #expect(engine.operations == oracle.operations, "\(place)", sourceLocation: location)
    }
  }
}

/// States anywhere in their ranges, ends included.
func randomStates(
  of network: OracleNetwork, using generator: inout SplitMix64
) -> [OracleSession.State] {
  var states = OracleSession(network).states
  let layers = network.layers.filter { $0.kind == 2 || $0.kind == 3 }
  for (index, layer) in layers.enumerated() {
    func fill(_ values: [Int], _ range: ClosedRange<Int>) -> [Int] {
      values.map { _ in
        generator.oneIn(5)
          ? (generator.oneIn(2) ? range.lowerBound : range.upperBound)
          : generator.integer(range)
      }
    }
    switch states[index] {
    case .lstm(let h, let c):
      // A projected state may be of any size.
      let limit = layer.projection == nil ? 127 : 1 << generator.integer(0...29)
      states[index] = .lstm(h: fill(h, -limit...limit), c: fill(c, -32768...32767))
    case .gru(let h): states[index] = .gru(h: fill(h, -32767...32767))
    }
  }
  return states
}

import Lacuna
import LacunaEngine

/// Runs each network of a valid file by every set of kernels that the machine has, and expects the
/// same integers of all.
func fuzzKernels(_ bytes: [UInt8]) throws(FuzzFinding) {
  guard let model = Model.valid(withMendedGraph(bytes)) else { return }
  let seed = generator(seededBy: bytes)
  for network in model.quickNetworks() {
    for streams in [1, 3] {
      var reference: NetworkTrace?
      for kernels in KernelSet.supported.reversed() {
        var random = seed
        guard
          let trace = NetworkTrace(
            model, network: network, streams: streams, kernels: kernels, using: &random)
        else { continue }
        guard let reference else {
          reference = trace
          continue
        }
        if let difference = trace.firstDifference(from: reference) {
          throw FuzzFinding(
            "network \(network), \(streams) streams: \(kernels.name) and scalar differ in "
              + difference)
        }
      }
    }
  }
}

/// All that comes out of a run of a network.
private struct NetworkTrace {
  private var names: [String] = []
  private var numbers: [[Int]] = []

  init?(
    _ model: Model, network: Int, streams: Int, kernels: KernelSet, using random: inout SplitMix64
  ) {
    let stimulus = Stimulus(model, network: network, steps: 3, streams: streams, using: &random)
    guard
      var session = try? InferenceSession(
        model, network: network, streams: streams, kernels: kernels)
    else { return nil }
    if !session.needsWholeSequence { runSteps(&session, stimulus, &random) }
    addStates(of: session, "after steps")
    // From states as they come, and from any.
    for index in session.recurrentLayers.indices {
      let count = session.recurrentLayers[index].count(of: .hidden)
      let floats = (0..<count).map { _ in Stimulus.finite(random.next()) }
      try? session.setState(ofRecurrentLayer: index, .hidden, to: floats)
    }
    let tokens = stimulus.tokens.map { Array($0.joined()) }
    let features = Array(stimulus.features.joined())
    let output =
      if let tokens {
        try? session.run(tokens: tokens.span)
      } else {
        try? session.run(features: features.span)
      }
    add("the output of a sequence", output?.values.map { Int($0) } ?? [])
    addStates(of: session, "after a sequence")
  }

  private mutating func runSteps(
    _ session: inout InferenceSession, _ stimulus: Stimulus, _ random: inout SplitMix64
  ) {
    for step in 0..<3 {
      if let tokens = stimulus.tokens {
        _ = session.takes(tokens: tokens[step])
      } else {
        _ = session.takes(features: stimulus.features[step])
      }
      for stream in 0..<session.streams {
        let place = "of step \(step), stream \(stream)"
        let output = session.withOutput(ofStream: stream) { span in
          span.indices.map { Int(span[$0]) }
        }
        add("the output \(place)", output)
        add("the greatest \(place)", session.greatest(3, ofStream: stream))
        add("the index \(place)", [session.argmax(ofStream: stream)])
        let temperature = [0x1p-60, 0.01, 1, 30][step]
        add(
          "the draw \(place)",
          [session.sample(temperature: temperature, ofStream: stream, using: &random)])
        let logProbability = session.logProbability(of: output.count - 1, ofStream: stream)
        add(
          "the log-probability \(place)", [Int(truncatingIfNeeded: logProbability.bitPattern)])
      }
    }
  }

  private mutating func addStates(of session: borrowing InferenceSession, _ place: String) {
    for index in session.recurrentLayers.indices {
      for (part, name) in [(StatePart.hidden, "h"), (.cell, "c")] {
        for stream in 0..<session.streams {
          let state = try? session.state(ofRecurrentLayer: index, part, stream: stream)
          add(
            "state \(index).\(name) of stream \(stream) \(place)",
            state?.map { Int($0.bitPattern) } ?? [])
        }
      }
    }
  }

  private mutating func add(_ name: String, _ values: [Int]) {
    names.append(name)
    numbers.append(values)
  }

  /// Where two runs differ, if they do.
  func firstDifference(from reference: NetworkTrace) -> String? {
    for (index, values) in numbers.enumerated() where values != reference.numbers[index] {
      let expected = reference.numbers[index]
      let place = values.indices.first {
        !expected.indices.contains($0) || values[$0] != expected[$0]
      }
      guard let place else { return "the length of \(names[index])" }
      return "\(names[index]), \(place): \(values[place]) and "
        + "\(expected.indices.contains(place) ? "\(expected[place])" : "nothing")"
    }
    return nil
  }
}

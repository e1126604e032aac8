import Lacuna
import LacunaEngine
import Testing

extension RunVector {
  /// Runs the network with every set of kernels, alone and as several streams, and expects the
  /// integers, the states and the counts of the vector.
  func check(_ model: Model, _ vector: String) throws {
    let index = try #require(model.networkNames.firstIndex(of: network))
    for kernels in KernelSet.supported {
      for streams in [1, 3] {
        let place = "\(vector), network \(network), \(kernels.name), \(streams) streams"
        var session = try InferenceSession(
          model, network: index, streams: streams, kernels: kernels)
        #expect(session.outputExponent == unit, "\(place)")
        try setStates(of: &session)
        var counter = OperationCounter(model)
        if session.needsWholeSequence {
          let output = try takeAll(&session, &counter)
          let expected = outputs.flatMap { row in (0..<streams).flatMap { _ in row } }
          #expect(output.values.map(Int.init) == expected, "\(place)")
        }
        for step in 0..<(session.needsWholeSequence ? 0 : stepCount) {
          try take(step, &session, &counter)
          for stream in 0..<streams {
            let found = session.withOutput(ofStream: stream) { span in
              span.indices.map { Int(span[$0]) }
            }
            #expect(found == outputs[step], "\(place), step \(step), stream \(stream)")
          }
        }
        if streams == 1 {
          #expect(counter.all.dense == operations.dense, "\(place)")
          #expect(counter.all.executed == operations.executed, "\(place)")
        }
        try checkStates(of: session, place)
      }
    }
  }

  private func take(
    _ step: Int, _ session: inout InferenceSession, _ counter: inout OperationCounter
  ) throws {
    if let tokens {
      let repeated = [Int](repeating: tokens[step], count: session.streams)
      try session.step(tokens: repeated.span, observer: &counter)
    } else if let features {
      let row = features[step].map { Float($0) }
      let repeated = Array(repeatElement(row, count: session.streams).joined())
      try session.step(features: repeated.span, observer: &counter)
    }
  }

  /// Takes all steps as one sequence, the same for every stream.
  private func takeAll(
    _ session: inout InferenceSession, _ counter: inout OperationCounter
  ) throws -> SequenceOutput {
    let streams = session.streams
    if let tokens {
      let all = tokens.flatMap { [Int](repeating: $0, count: streams) }
      return try session.run(tokens: all.span, observer: &counter)
    }
    let rows = (features ?? []).map { row in row.map { Float($0) } }
    let all = rows.flatMap { row in repeatElement(row, count: streams).joined() }
    return try session.run(features: all.span, observer: &counter)
  }

  private func setStates(of session: inout InferenceSession) throws {
    for (name, values) in statesIn {
      let (layer, part) = try place(of: name)
      for stream in 0..<session.streams {
        try session.setState(
          ofRecurrentLayer: layer, part, stream: stream, to: values.map { Float($0) })
      }
    }
  }

  /// The states, compared as integers: every one is a float without loss.
  private func checkStates(of session: borrowing InferenceSession, _ context: String) throws {
    let layers = session.recurrentLayers
    for (name, expected) in states {
      let (layer, part) = try place(of: name)
      let exponent = layers[layer].exponent(of: part)
      let scale = Float(sign: .plus, exponent: -exponent, significand: 1)
      for stream in 0..<session.streams {
        let found = try session.state(ofRecurrentLayer: layer, part, stream: stream)
          .map { Int($0 * scale) }
        #expect(found == expected, "\(context), state \(name), stream \(stream)")
      }
    }
  }

  /// The recurrent layer and part of a name such as `0.h`.
  private func place(of name: String) throws -> (layer: Int, part: StatePart) {
    let parts = name.split(separator: ".")
    let layer = try #require(Int(parts[0]))
    return (layer, parts[1] == "c" ? .cell : .hidden)
  }
}

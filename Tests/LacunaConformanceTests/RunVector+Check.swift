import Lacuna
import LacunaEngine
import Testing

extension RunVector {
  /// Runs the network with every set of kernels, alone and as several streams, step by step and as
  /// one sequence, and expects the integers, the states and the counts of the vector.
  func check(_ model: Model, _ vector: String) throws {
    let index = try #require(model.networkNames.firstIndex(of: network))
    for kernels in KernelSet.supported {
      for streams in [1, 3] {
        for isSequence in [false, true] {
          var session = try InferenceSession(
            model, network: index, streams: streams, kernels: kernels)
          if !isSequence, session.needsWholeSequence { continue }
          let place =
            "\(vector), network \(network), \(kernels.name), \(streams) streams, "
            + (isSequence ? "a sequence" : "steps")
          #expect(session.outputExponent == unit, "\(place)")
          try setStates(of: &session)
          var counter = OperationCounter(model)
          if isSequence {
            try runSequence(&session, &counter, place)
          } else {
            try runSteps(&session, &counter, place)
          }
          if streams == 1 {
            #expect(counter.all.dense == operations.dense, "\(place)")
            #expect(counter.all.executed == operations.executed, "\(place)")
          }
          try checkStates(of: session, place)
        }
      }
    }
  }

  private func runSteps(
    _ session: inout InferenceSession, _ counter: inout OperationCounter, _ place: String
  ) throws {
    for step in 0..<stepCount {
      if tokens != nil {
        try session.step(tokens: repeatedTokens(step, session.streams).span, observer: &counter)
      } else {
        try session.step(
          features: repeatedFeatures(step, session.streams).span, observer: &counter)
      }
      for stream in 0..<session.streams {
        let found = session.withOutput(ofStream: stream) { span in
          span.indices.map { Int(span[$0]) }
        }
        #expect(found == outputs[step], "\(place), step \(step), stream \(stream)")
      }
    }
  }

  private func runSequence(
    _ session: inout InferenceSession, _ counter: inout OperationCounter, _ place: String
  ) throws {
    let streams = session.streams
    let found: SequenceOutput
    if tokens != nil {
      let all = (0..<stepCount).flatMap { repeatedTokens($0, streams) }
      found = try session.run(tokens: all.span, observer: &counter)
    } else {
      let all = (0..<stepCount).flatMap { repeatedFeatures($0, streams) }
      found = try session.run(features: all.span, observer: &counter)
    }
    let expected = outputs.flatMap { row in (0..<streams).flatMap { _ in row } }
    #expect(found.values.map { Int($0) } == expected, "\(place)")
  }

  private func repeatedTokens(_ step: Int, _ streams: Int) -> [Int] {
    tokens.map { [Int](repeating: $0[step], count: streams) } ?? []
  }

  private func repeatedFeatures(_ step: Int, _ streams: Int) -> [Float] {
    let row = (features?[step] ?? []).map { Float($0) }
    return Array(repeatElement(row, count: streams).joined())
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

  /// The states, compared as the floats that they stand for.
  private func checkStates(of session: borrowing InferenceSession, _ context: String) throws {
    let layers = session.recurrentLayers
    for (name, integers) in states {
      let (layer, part) = try place(of: name)
      let scale = Float(sign: .plus, exponent: layers[layer].exponent(of: part), significand: 1)
      let expected = integers.map { Float($0) * scale }
      for stream in 0..<session.streams {
        let found = try session.state(ofRecurrentLayer: layer, part, stream: stream)
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

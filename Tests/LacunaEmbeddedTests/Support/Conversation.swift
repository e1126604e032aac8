import LacunaEngine
import LacunaFormat
import LacunaTestSupport

/// Commands for a probe, and the answers that the oracle gives to them.
struct Conversation {
  private var commands = ProbeCommands()
  private var expected: [Int] = []
  private let file: [UInt8]
  private let model: OracleModel

  init(file: [UInt8]) {
    self.file = file
    model = OracleModel(file: file)
    commands.load(file)
    expected.append(0)
  }

  /// Where the answers of `target` first differ: the place, what was expected, what was found.
  func firstDifference(on target: Emulated) throws -> (place: Int, expected: Int, found: Int)? {
    var answers = try target.run(commands)
    for (place, number) in expected.enumerated() {
      let found = try answers.number()
      if found != number { return (place, number, found) }
    }
    return answers.isAtEnd ? nil : (expected.count, 0, try answers.number())
  }

  /// Steps a network on tokens, then turns all its states about and goes on.
  mutating func tokens(network index: Int, _ tokens: [Int]) throws {
    var session = try begin(index)
    for token in tokens {
      commands.step(token: token)
      expect(session.step(token: token), of: session.network)
    }
    expectStates(of: session)
    replaceStates(of: &session)
    commands.step(token: tokens[0])
    expect(session.step(token: tokens[0]), of: session.network)
    expectStates(of: session)
  }

  /// Steps a network on features, then on an int8 vector.
  mutating func features(network index: Int, _ features: [[Float]]) throws {
    var session = try begin(index)
    for vector in features {
      commands.step(features: vector)
      expect(session.step(features: vector), of: session.network)
    }
    // With 127 in it a vector is what its floats are made to.
    let vector = [127, -127] + [Int8](repeating: 5, count: features[0].count - 2)
    commands.step(vector: vector, exponent: -3)
    expect(session.step(features: vector.map { Float($0) / 8 }), of: session.network)
    expectStates(of: session)
  }

  /// Steps several streams of a network together; a row of tokens for each step.
  mutating func streams(network index: Int, _ steps: [[Int]]) throws {
    let count = steps[0].count
    let session = try begin(index, streams: count)
    var sessions = [OracleSession](repeating: session, count: count)
    for tokens in steps {
      commands.step(tokens: tokens)
      expected.append(0)
      for stream in sessions.indices {
        expectOutput(sessions[stream].step(token: tokens[stream]), of: session.network)
      }
    }
    for (stream, session) in sessions.enumerated() { expectStates(of: session, stream: stream) }
  }

  /// Runs a network over a sequence of tokens, and once more from other states.
  mutating func sequence(network index: Int, tokens: [Int]) throws {
    var session = try begin(index)
    for _ in 0..<2 {
      commands.run(tokens: tokens)
      expected += [0] + session.run(tokens: tokens).joined()
      expectStates(of: session)
      replaceStates(of: &session)
    }
  }

  /// Runs a network over a sequence of features.
  mutating func sequence(network index: Int, features: [[Float]]) throws {
    var session = try begin(index)
    commands.run(features: features)
    expected += [0] + session.run(features: features).joined()
    expectStates(of: session)
  }

  private mutating func begin(_ index: Int, streams: Int = 1) throws -> OracleSession {
    commands.start(network: index, streams: streams)
    let network = model.networks[index]
    let recurrent = network.layers.filter { $0.kind == 2 || $0.kind == 3 }
    expected += [
      0, model.networks.count, network.layers[0].kind == 1 ? 1 : 0, network.layers[0].inputSize,
      network.outputSize, recurrent.count,
      try memoryByteCount(ofNetwork: index, streams: streams),
    ]
    return OracleSession(network)
  }

  /// What a session takes here, which no target may differ from.
  private func memoryByteCount(ofNetwork index: Int, streams: Int) throws -> Int {
    let model = unsafe try ModelView(validating: file.span.bytes)
    return Session<ScalarKernels>.byteCount(
      model: model, network: index, streams: streams)
  }

  private mutating func expect(_ output: [Int], of network: OracleNetwork) {
    expected.append(0)
    expectOutput(output, of: network)
  }

  private mutating func expectOutput(_ output: [Int], of network: OracleNetwork) {
    let last = network.layers[network.layers.count - 1]
    let exponents = [2: last.projection == nil ? -7 : -16, 3: -15, 4: -16]
    expected += [exponents[last.kind] ?? 0] + output
  }

  private mutating func expectStates(of session: OracleSession, stream: Int = 0) {
    for (layer, state) in session.states.enumerated() {
      commands.recurrentLayer(layer)
      switch state {
      case .lstm(let h, let c):
        expected += [0, 2, c.count, h.count]
        for (part, values) in [h, c].enumerated() {
          commands.readState(layer, part: part, stream: stream, count: values.count)
          expected += [0] + values
        }
      case .gru(let h):
        expected += [0, 3, h.count, h.count]
        commands.readState(layer, part: 0, stream: stream, count: h.count)
        expected += [0] + h
      }
    }
  }

  private mutating func replaceStates(of session: inout OracleSession) {
    for (layer, state) in session.states.enumerated() {
      switch state {
      case .lstm(let h, let c):
        let (newH, newC) = (h.map { 0 - $0 }, c.map { 0 - max($0, -32767) })
        session.states[layer] = .lstm(h: newH, c: newC)
        commands.writeState(layer, part: 0, newH)
        commands.writeState(layer, part: 1, newC)
        expected += [0, 0]
      case .gru(let h):
        let new = h.map { 0 - $0 }
        session.states[layer] = .gru(h: new)
        commands.writeState(layer, part: 0, new)
        expected.append(0)
      }
    }
  }
}

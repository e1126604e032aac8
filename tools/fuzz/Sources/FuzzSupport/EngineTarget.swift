import Lacuna
import LacunaEngine
import LacunaFormat

/// Runs the networks of a valid file on extreme and random numbers, reads and sets states, and takes
/// outputs as logits; what must be refused is.
func fuzzEngine(_ bytes: [UInt8]) throws(FuzzFinding) {
  guard let model = Model.valid(withMendedGraph(bytes)) else { return }
  var random = generator(seededBy: bytes)
  let kernels = KernelSet.supported
  for network in model.quickNetworks() {
    let chosen = kernels[Int(random.next() % UInt64(kernels.count))]
    let streams = Int(1 + random.next() % 4)
    guard
      var session = try? InferenceSession(
        model, network: network, streams: streams, kernels: chosen)
    else { continue }
    try refuse(&session)
    try setStates(&session, &random)
    let stimulus = Stimulus(model, network: network, steps: 3, streams: streams, using: &random)
    try run(&session, model, stimulus, &random)
    session.reset()
    try readStates(&session)
    readText(model, network)
    try runEngine(model, network, &random)
  }
}

/// Steps that must be refused, and are.
private func refuse(_ session: inout InferenceSession) throws(FuzzFinding) {
  let model = session.model
  let view = model.view
  let first = view.layer(at: view.network(at: session.network).firstLayer)
  for token in [-1, first.inputSize, .max, .min] {
    let tokens = [Int](repeating: token, count: session.streams)
    let isTaken = session.takes(tokens: tokens)
    try FuzzFinding.expect(!isTaken, "token \(token) is taken")
    let isRun = session.takesSequence(tokens: tokens)
    try FuzzFinding.expect(!isRun, "token \(token) is taken in a sequence")
  }
  for feature in [Float.infinity, -.infinity, .nan] {
    let features = [Float](repeating: feature, count: session.streams * first.inputSize)
    let isTaken = session.takes(features: features)
    try FuzzFinding.expect(!isTaken, "feature \(feature) is taken")
  }
  _ = session.takes(features: [])
  _ = session.takesSequence(features: [0.5])
  _ = session.takesSequence(tokens: [])
}

/// Sets every state to extremes, and expects to read numbers that the state can hold.
private func setStates(
  _ session: inout InferenceSession, _ random: inout SplitMix64
) throws(FuzzFinding) {
  for (index, layer) in session.recurrentLayers.enumerated() {
    for part in [StatePart.hidden, .cell] {
      for stream in [-1, 0, session.streams - 1, session.streams] {
        let floats = (0..<layer.count(of: part)).map { _ in
          random.next() % 2 == 0
            ? Stimulus.extremes[Int(random.next() % UInt64(Stimulus.extremes.count))]
            : Stimulus.finite(random.next())
        }
        try? session.setState(ofRecurrentLayer: index, part, stream: stream, to: floats)
        try? session.setState(ofRecurrentLayer: index, part, stream: stream, to: floats + [0])
        let isTaken: Void? = try? session.setState(
          ofRecurrentLayer: index, part, stream: stream, to: floats.map { _ in .nan })
        try FuzzFinding.expect(isTaken == nil, "a state that is not a number is taken")
      }
    }
  }
  try readStates(&session)
}

private func readStates(_ session: inout InferenceSession) throws(FuzzFinding) {
  let layers = session.recurrentLayers
  for index in -1...layers.count {
    for part in [StatePart.hidden, .cell] {
      for stream in [-1, 0, session.streams - 1, session.streams] {
        guard let state = try? session.state(ofRecurrentLayer: index, part, stream: stream)
        else { continue }
        try FuzzFinding.expect(
          state.count == layers[index].count(of: part), "a state has \(state.count) numbers")
        let scale = Double(sign: .plus, exponent: layers[index].exponent(of: part), significand: 1)
        let range = layers[index].range(of: part)
        for value in state {
          try FuzzFinding.expect(
            range.contains(Int32(Double(value) / scale)), "a state holds \(value)")
        }
      }
    }
  }
}

/// Steps and a sequence, counted; outputs are indices and logarithms of probabilities.
private func run(
  _ session: inout InferenceSession, _ model: Model, _ stimulus: Stimulus,
  _ random: inout SplitMix64
) throws(FuzzFinding) {
  var counter = OperationCounter(model)
  for step in 0..<(session.needsWholeSequence ? 0 : 3) {
    if let tokens = stimulus.tokens?[step] {
      try? session.step(tokens: tokens.span, observer: &counter)
    } else {
      let features = stimulus.features[step]
      try? session.step(features: features.span, observer: &counter)
    }
    let stream = step % session.streams
    let count = session.outputCount
    for temperature in [Double.leastNonzeroMagnitude, 0.5, .greatestFiniteMagnitude, .infinity] {
      let drawn = session.sample(temperature: temperature, ofStream: stream, using: &random)
      try FuzzFinding.expect((0..<count).contains(drawn), "output \(drawn) of \(count) is drawn")
    }
    let best = session.argmax(ofStream: stream)
    try FuzzFinding.expect(
      session.greatest(1, ofStream: stream) == [best], "the greatest output is not output \(best)")
    try FuzzFinding.expect(
      session.greatest(count + 1, ofStream: stream).count == count, "outputs are missing")
    let logProbability = session.logProbability(of: best, ofStream: stream)
    try FuzzFinding.expect(
      logProbability <= 1e-6 && logProbability.isFinite, "a log-probability is \(logProbability)")
    _ = session.output(ofStream: stream)
  }
  if let tokens = stimulus.tokens.map({ Array($0.joined()) }) {
    _ = try? session.run(tokens: tokens.span, observer: &counter)
  } else {
    let features = Array(stimulus.features.joined())
    _ = try? session.run(features: features.span, observer: &counter)
  }
  try FuzzFinding.expect(
    counter.all.executed >= counter.recurrent.executed, "more is counted than there is")
  try readStates(&session)
}

/// Turns text into tokens and back.
private func readText(_ model: Model, _ network: Int) {
  guard let tokenizer = model.tokenizer(network: network) else { return }
  for text in ["", "a quiet word, isn't it?\n\n\u{1F600}", tokenizer.entries.prefix(8).joined()] {
    if let ids = try? tokenizer.encode(text) { _ = tokenizer.decode(ids) }
  }
  _ = tokenizer.decode([-1, 0, .max])
}

/// A session over memory of exactly the size that it asks for, and none over less; vectors that are
/// not ones are refused.
private func runEngine(
  _ model: Model, _ network: Int, _ random: inout SplitMix64
) throws(FuzzFinding) {
  let view = model.view
  let count = Session<ScalarKernels>.byteCount(model: view, network: network)
  guard count <= 1 << 22 else { return }
  let first = view.layer(at: view.network(at: network).firstLayer)
  var tooLittle = [UInt8](repeating: 0xA5, count: count - 1)
  var small = tooLittle.mutableSpan
  let isMade: Bool
  do throws(StepError) {
    _ = try Session(
      model: view, network: network, memory: unsafe small.mutableBytes, kernels: ScalarKernels())
    isMade = true
  } catch {
    isMade = false
  }
  try FuzzFinding.expect(!isMade, "a session takes \(count - 1) bytes and needs \(count)")

  var memory = [UInt8](repeating: 0xA5, count: count)
  var span = memory.mutableSpan
  guard
    var session = try? Session(
      model: view, network: network, memory: unsafe span.mutableBytes, kernels: ScalarKernels())
  else { throw FuzzFinding("a session does not take the \(count) bytes that it needs") }
  let vector = (0..<first.inputSize).map { _ in Int8(clamping: Int(random.next() % 255) - 127) }
  let outside = vector.dropLast() + [-128]
  for exponent in [-127, -126, 0, 127, 128] {
    let isTaken: Void? = try? session.step(vector: vector.span, exponent: exponent)
    try FuzzFinding.expect(
      isTaken == nil || (-126...127).contains(exponent), "the exponent \(exponent) is taken")
    let isLeastTaken: Void? = try? session.step(vector: outside.span, exponent: exponent)
    try FuzzFinding.expect(isLeastTaken == nil, "an activation of -128 is taken")
  }
  _ = session.output[0]
}

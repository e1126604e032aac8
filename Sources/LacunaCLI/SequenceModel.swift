import Lacuna
import LacunaDense
import LacunaFormat
import LacunaImport

/// A network that can be run, compact or dense, as the commands see it.
protocol SequenceModel: ~Copyable {
  /// Token ids that it takes; nil when it takes features.
  var tokenCount: Int? { get }
  /// Features that it takes; nil when it takes tokens.
  var featureCount: Int? { get }
  var outputCount: Int { get }
  /// What token ids stand for, if it says.
  var tokenizer: Tokenizer? { get }

  /// Whether a layer reads backward, so that there are no single steps.
  var needsWholeSequence: Bool { get }

  mutating func step(token: Int) throws -> [Float]
  mutating func step(features: [Float]) throws -> [Float]

  /// What the last layer gives at each step of a whole sequence.
  mutating func run(tokens: [Int]) throws -> [[Float]]
  mutating func run(features: [[Float]]) throws -> [[Float]]

  /// The index of the greatest output of the last step, the first of equals.
  func greatest() -> Int
  /// Draws an index from the softmax of the last step's outputs / `temperature`.
  func draw(temperature: Double, using generator: inout SplitMix64) -> Int

  /// Makes all states zero.
  mutating func resetStates()
  /// All states: `0.h`, `0.c` and so on.
  var namedStates: [(name: String, values: [Float])] { get throws }
  mutating func setStates(named values: [String: [Float]]) throws
}

extension SequenceModel where Self: ~Copyable {
  /// Runs the steps, one by one where there are single steps, and hands over what each gives.
  mutating func run(_ steps: InputOptions.Steps, _ took: ([Float]) -> Void) throws {
    try run(steps) { output, _ in took(output) }
  }

  /// The same, with the index of each step's greatest output.
  mutating func run(
    _ steps: InputOptions.Steps, _ took: (_ output: [Float], _ greatest: Int) -> Void
  ) throws {
    switch steps {
    case .tokens(let ids) where needsWholeSequence:
      for output in try run(tokens: ids) { took(output, Logits.argmax(output)) }
    case .features(let rows) where needsWholeSequence:
      for output in try run(features: rows) { took(output, Logits.argmax(output)) }
    case .tokens(let ids):
      for id in ids { took(try step(token: id), greatest()) }
    case .features(let rows):
      for row in rows { took(try step(features: row), greatest()) }
    }
  }
}

/// A network of a compact file, run by the integer engine.
struct CompactNetwork: SequenceModel, ~Copyable {
  var session: InferenceSession
  let tokenizer: Tokenizer?
  let tokenCount: Int?
  let featureCount: Int?
  /// Counts operations when it is there.
  var counter: OperationCounter?

  init(
    _ model: Model, network name: String?, streams: Int = 1, kernels: KernelSet
  ) throws {
    let index = try networkIndex(named: name, among: model.networkNames, path: model.path)
    session = try InferenceSession(
      model, network: index, streams: streams, kernels: kernels)
    tokenizer = model.tokenizer(network: index)
    let view = model.view
    let first = view.layer(at: view.network(at: index).firstLayer)
    let takesTokens = first.kind == .embedding
    tokenCount = takesTokens ? first.inputSize : nil
    featureCount = takesTokens ? nil : first.inputSize
  }

  var outputCount: Int { session.outputCount }

  var needsWholeSequence: Bool { session.needsWholeSequence }

  mutating func step(token: Int) throws -> [Float] {
    if var counter {
      try session.step(token: token, observer: &counter)
      self.counter = counter
    } else {
      try session.step(token: token)
    }
    return session.output
  }

  mutating func step(features: [Float]) throws -> [Float] {
    if var counter {
      try session.step(features: features.span, observer: &counter)
      self.counter = counter
    } else {
      try session.step(features: features.span)
    }
    return session.output
  }

  func greatest() -> Int { session.argmax() }

  func draw(temperature: Double, using generator: inout SplitMix64) -> Int {
    session.sample(temperature: temperature, using: &generator)
  }

  mutating func run(tokens: [Int]) throws -> [[Float]] {
    guard var counter else { return Self.rows(of: try session.run(tokens: tokens.span)) }
    let output = try session.run(tokens: tokens.span, observer: &counter)
    self.counter = counter
    return Self.rows(of: output)
  }

  mutating func run(features: [[Float]]) throws -> [[Float]] {
    let flat = Array(features.joined())
    guard var counter else { return Self.rows(of: try session.run(features: flat.span)) }
    let output = try session.run(features: flat.span, observer: &counter)
    self.counter = counter
    return Self.rows(of: output)
  }

  mutating func resetStates() { session.reset() }

  private static func rows(of output: SequenceOutput) -> [[Float]] {
    (0..<output.steps).map { output.output(ofStep: $0) }
  }

  var namedStates: [(name: String, values: [Float])] {
    get throws {
      var states: [(name: String, values: [Float])] = []
      for (index, layer) in session.recurrentLayers.enumerated() {
        states.append(
          ("\(index).h", try session.state(ofRecurrentLayer: index, .hidden)))
        if layer.kind == .lstm {
          states.append(("\(index).c", try session.state(ofRecurrentLayer: index, .cell)))
        }
      }
      return states
    }
  }

  mutating func setStates(named values: [String: [Float]]) throws {
    for (index, layer) in session.recurrentLayers.enumerated() {
      let hidden = try state("\(index).h", of: values, count: layer.count(of: .hidden))
      try session.setState(ofRecurrentLayer: index, .hidden, to: hidden)
      if layer.kind == .lstm {
        let cell = try state("\(index).c", of: values, count: layer.count(of: .cell))
        try session.setState(ofRecurrentLayer: index, .cell, to: cell)
      }
    }
  }

  private func state(
    _ name: String, of values: [String: [Float]], count: Int
  ) throws -> [Float] {
    guard let state = values[name], state.count == count else {
      throw DenseInputError.state(name: name, expected: count, found: values[name]?.count)
    }
    return state
  }
}

/// A network of a dense model, run in float32.
struct DenseReference: SequenceModel {
  var session: DenseSession
  let tokenizer: Tokenizer?
  private var lastOutput: [Float] = []

  init(_ model: DenseModel, network name: String?, path: String) throws {
    let index = try networkIndex(named: name, among: model.networks.map(\.name), path: path)
    let network = model.networks[index]
    session = DenseSession(network: network)
    tokenizer = network.vocabulary.map {
      Tokenizer(unit: $0.unit == .word ? .word : .character, entries: $0.entries)
    }
  }

  var tokenCount: Int? {
    guard case .embedding(let embedding) = session.network.layers[0] else { return nil }
    return embedding.weight.rows
  }
  var featureCount: Int? { session.network.inputSize }
  var outputCount: Int { session.network.outputSize }

  var needsWholeSequence: Bool { session.network.needsWholeSequence }

  mutating func step(token: Int) throws -> [Float] {
    lastOutput = try session.step(token: token)
    return lastOutput
  }

  mutating func step(features: [Float]) throws -> [Float] {
    lastOutput = try session.step(features: features)
    return lastOutput
  }

  func greatest() -> Int { Logits.argmax(lastOutput) }

  func draw(temperature: Double, using generator: inout SplitMix64) -> Int {
    Logits.sample(lastOutput, temperature: temperature, using: &generator)
  }

  mutating func run(tokens: [Int]) throws -> [[Float]] { try session.run(tokens: tokens) }
  mutating func run(features: [[Float]]) throws -> [[Float]] {
    try session.run(features: features)
  }

  mutating func resetStates() { session.reset() }
  var namedStates: [(name: String, values: [Float])] { session.namedStates }

  mutating func setStates(named values: [String: [Float]]) throws {
    try session.setStates(named: values)
  }
}

/// The network that a name asks for; without a name, the only one.
private func networkIndex(
  named name: String?, among names: [String], path: String
) throws -> Int {
  let list = names.map(Console.quoted).joined(separator: ", ")
  guard let name else {
    guard names.count == 1 else {
      throw CommandFailure(
        .usage, "\(path): has \(names.count) networks; name one with --network: \(list)")
    }
    return 0
  }
  guard let index = names.firstIndex(of: name) else {
    throw CommandFailure(
      .usage, "\(path): has no network \(Console.quoted(name)); it has \(list)")
  }
  return index
}

import Lacuna
import LacunaDense
import LacunaFormat
import LacunaImport

/// A network that can be stepped, compact or dense, as the commands see it.
protocol SequenceModel: ~Copyable {
  /// Token ids that it takes; nil when it takes features.
  var tokenCount: Int? { get }
  /// Features that it takes; nil when it takes tokens.
  var featureCount: Int? { get }
  var outputCount: Int { get }
  /// What token ids stand for, if it says.
  var tokenizer: Tokenizer? { get }

  mutating func step(token: Int) throws -> [Float]
  mutating func step(features: [Float]) throws -> [Float]

  /// All states: `0.h`, `0.c` and so on.
  var namedStates: [(name: String, values: [Float])] { get throws }
  mutating func setStates(named values: [String: [Float]]) throws
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
      let hidden = try state("\(index).h", of: values, count: layer.hiddenSize)
      try session.setState(ofRecurrentLayer: index, .hidden, to: hidden)
      if layer.kind == .lstm {
        let cell = try state("\(index).c", of: values, count: layer.hiddenSize)
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

  mutating func step(token: Int) throws -> [Float] { try session.step(token: token) }
  mutating func step(features: [Float]) throws -> [Float] { try session.step(features: features) }

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

import LacunaDense

/// Makes up what to run a dense model on: random tokens, its own choices, or noise.
struct SelfRun {
  /// About how many multiply-adds a run may take.
  private static let workLimit = 12_000_000_000
  private static let sequenceLimit = 512
  /// Tokens or features fed to a network that does not choose its own, at most.
  private static let inputLimit = 16
  /// Tokens that a network which chooses its own is run for.
  private static let outputLimit = 20

  private var random = SeededGenerator(seed: 1)
  private var parts: [CalibrationEpisodes.Part] = []

  var episodes: CalibrationEpisodes { CalibrationEpisodes(parts) }

  init(_ networks: [DenseNetwork]) {
    // An embedding alone multiplies nothing.
    let networks = networks.filter { $0.inputSize != nil || $0.layers.count > 1 }
    let work = networks.reduce(0) { $0 + Self.work(of: $1) }
    // What meets a matrix has as many directions as it has columns.
    let columns = networks.flatMap(\.layers).flatMap(\.matrices).map(\.columns).max() ?? 0
    let limit = min(Self.sequenceLimit, 2 * columns)
    let count = max(16, min(limit, Self.workLimit / max(1, work)))
    parts = networks.map { .init(network: $0, sequences: [], isNoise: $0.inputSize != nil) }
    var sessions = networks.map { DenseSession(network: $0) }
    for _ in 0..<count {
      var states: [DenseRecurrentState] = []
      for index in parts.indices {
        sessions[index].start(from: states)
        parts[index].sequences.append(sequence(&sessions[index]))
        states = sessions[index].states
      }
    }
  }

  /// About how many multiply-adds a sequence takes.
  private static func work(of network: DenseNetwork) -> Int {
    let step = network.layers.flatMap(\.matrices)
      .reduce(0) { $0 + $1.columns * ($1.rows + $1.columns) }
    return step * (network.isGenerative ? outputLimit : inputLimit / 2)
  }

  private mutating func sequence(_ session: inout DenseSession) -> DenseSequence {
    let network = session.network
    guard case .embedding(let embedding) = network.layers[0] else {
      let rows = (0..<1 + random.below(Self.inputLimit)).map { _ in
        (0..<(network.inputSize ?? 0)).map { _ in random.normal() }
      }
      return run(.features(rows), &session)
    }
    let count = embedding.weight.rows
    guard network.isGenerative else {
      let steps = 1 + random.below(Self.inputLimit)
      return run(.tokens((0..<steps).map { _ in random.below(count) }), &session)
    }
    var ids = [random.below(count)]
    while let output = try? session.step(token: ids[ids.count - 1]), ids.count < Self.outputLimit {
      ids.append(random.choice(logits: output))
    }
    return .tokens(ids)
  }

  /// Runs a sequence for the states that it ends in.
  private func run(_ sequence: DenseSequence, _ session: inout DenseSession) -> DenseSequence {
    _ = try? session.run(sequence)
    return sequence
  }
}

extension DenseNetwork {
  /// Whether the outputs are logits of the next token.
  fileprivate var isGenerative: Bool {
    guard case .embedding(let embedding) = layers[0], case .linear = layers[layers.count - 1],
      !needsWholeSequence
    else { return false }
    return embedding.weight.rows == outputSize
  }
}

extension DenseSession {
  /// Starts from the states of another network where they fit, and from zeros where not.
  mutating func start(from others: [DenseRecurrentState]) {
    reset()
    let taken = zip(states, others).map { own, other in
      own.hidden.count == other.hidden.count && own.cell?.count == other.cell?.count ? other : own
    }
    try? setStates(taken + states.dropFirst(taken.count))
  }
}

import LacunaDense

/// Runs a dense model on what it makes up, and looks at what its matrices meet.
struct SelfRun {
  /// About how many multiply-adds a run may take.
  private static let workLimit = 6_000_000_000
  private static let sequenceLimit = 512
  /// Larger matrices are left out: their moments would take too much memory.
  private static let columnLimit = 2048

  private(set) var moments: [DenseMatrix.Identity: SecondMoment] = [:]
  private var random = SeededGenerator(seed: 1)

  /// - Parameter matrices: those whose moments are wanted.
  init(_ networks: [DenseNetwork], matrices: [DenseMatrix]) {
    let met = Set(networks.flatMap(\.layers).flatMap(\.matrices).map(\.identity))
    for matrix in matrices
    where matrix.columns <= Self.columnLimit && met.contains(matrix.identity) {
      moments[matrix.identity] = SecondMoment(size: matrix.columns)
    }
    guard !moments.isEmpty else { return }
    let chains = networks.compactMap { LayerChain($0) }
    let work = max(1, chains.reduce(0) { $0 + $1.workOfSequence })
    let sequences = min(Self.sequenceLimit, max(16, Self.workLimit / work))
    for _ in 0..<sequences {
      var states: [DenseRecurrentState] = []
      for var chain in chains {
        // A decoder takes over what an encoder ends with.
        chain.start(from: states)
        run(&chain)
        states = chain.states
      }
    }
  }

  private mutating func run(_ chain: inout LayerChain) {
    guard let embedding = chain.embedding else {
      for _ in 0..<1 + random.below(LayerChain.inputLimit) {
        let features = (0..<chain.inputSize).map { _ in random.normal() }
        _ = chain.step(features, isInputCounted: false, &moments)
      }
      return
    }
    var row = [Float](repeating: 0, count: embedding.columns)
    var token = random.below(embedding.rows)
    let steps =
      chain.isGenerative ? LayerChain.outputLimit : 1 + random.below(LayerChain.inputLimit)
    for _ in 0..<steps {
      var span = row.mutableSpan
      embedding.readRow(token, into: &span)
      let output = chain.step(row, isInputCounted: true, &moments)
      token = chain.isGenerative ? random.choice(logits: output) : random.below(embedding.rows)
    }
  }
}

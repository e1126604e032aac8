import LacunaDense

/// What networks are run on, and together with which: runs of the networks one after the other.
struct CalibrationEpisodes: Sendable {
  struct Part: Sendable {
    let network: DenseNetwork
    var sequences: [DenseSequence]
    /// Whether the features say nothing about what the network will meet.
    let isNoise: Bool
  }

  /// About how many multiply-adds a run may take.
  private static let workLimit = 40_000_000_000
  private static let stepLimit = 65_536

  private(set) var parts: [Part]

  /// Leaves out sequences, spread evenly, where there are more than a run should take.
  init(_ parts: [Part]) {
    self.parts = parts
    self = limited(to: Self.workLimit)
  }

  /// Whether networks begin with the states that those before them end in.
  var isChained: Bool { Set(parts.map(\.sequences.count)).count == 1 }

  /// Episodes, each a sequence for all networks or for one.
  var count: Int { parts.map(\.sequences.count).max() ?? 0 }

  /// Steps of all networks.
  var stepCount: Int { parts.reduce(0) { $0 + Self.stepCount($1.sequences) } }

  private static func stepCount(_ sequences: [DenseSequence]) -> Int {
    sequences.reduce(0) { $0 + $1.stepCount }
  }

  /// About a share of the episodes, spread evenly.
  func thinned(to share: Double) -> CalibrationEpisodes {
    guard share < 1 else { return self }
    var result = self
    for index in parts.indices {
      result.parts[index].sequences = parts[index].sequences.thinned(to: share)
    }
    return result
  }

  /// The episodes that take about so many multiply-adds, moments among them.
  func limited(to work: Int) -> CalibrationEpisodes {
    var result = self
    // Networks that go together keep the same sequences.
    let groups = isChained ? [Array(parts.indices)] : parts.indices.map { [$0] }
    for group in groups {
      var share = 1.0
      for index in group {
        let stepWork = parts[index].network.layers.flatMap(\.matrices)
          .reduce(0) { $0 + $1.columns * ($1.rows + $1.columns) }
        let steps = max(1, Self.stepCount(parts[index].sequences))
        let allowed = min(Double(Self.stepLimit), Double(work) / Double(max(stepWork, 1)))
        share = min(share, allowed / Double(steps))
      }
      guard share < 1 else { continue }
      for index in group {
        result.parts[index].sequences = parts[index].sequences.thinned(to: share)
      }
    }
    return result
  }
}

extension [DenseSequence] {
  /// About a share of the steps: whole sequences, spread evenly; of a single one, the beginning.
  fileprivate func thinned(to share: Double) -> [DenseSequence] {
    let kept = Int((Double(count) * share).rounded(.up))
    if kept < 2, let first {
      let steps = Swift.max(1, Int(Double(first.stepCount * count) * share))
      return [first.part(0..<Swift.min(steps, first.stepCount))]
    }
    return (0..<kept).map { self[$0 * count / kept] }
  }
}

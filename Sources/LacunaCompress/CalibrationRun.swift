import LacunaDense

/// Runs dense networks on episodes, and looks at what their matrices meet, or at their outputs.
struct CalibrationRun: Sendable {
  let episodes: CalibrationEpisodes
  /// Parts that episodes are run in, each on a core. More would need more memory for moments.
  private static let partCount = 4
  /// Larger matrices are left out: their moments would take too much memory.
  static let columnLimit = 2048

  /// What rows of a matrix are known by.
  private struct Key: Hashable {
    let identity: DenseMatrix.Identity
    let firstRow: Int
  }

  /// What matrices meet, in the order of their rows.
  func inputs() -> [DenseMatrix.Identity: [MatrixInputs]] {
    let unseen = Set(
      episodes.parts.filter(\.isNoise).map { $0.network.layers[0].matrices[0].identity })
    let found = parallelMap(Self.partCount) { part in
      var sums: [Key: MatrixInputs] = [:]
      run(part, substitutes: [:]) { matrix, rows, vector in
        guard matrix.columns <= Self.columnLimit, !unseen.contains(matrix.identity) else { return }
        let key = Key(identity: matrix.identity, firstRow: rows.lowerBound)
        sums[key, default: MatrixInputs(rows: rows, columns: matrix.columns)].add(vector)
      }
      for key in sums.keys { sums[key]?.finish() }
      return sums
    }
    var result: [Key: MatrixInputs] = [:]
    for sums in found { result.merge(sums) { first, second in first.adding(second) } }
    var inputs: [DenseMatrix.Identity: [MatrixInputs]] = [:]
    for (key, sums) in result { inputs[key.identity, default: []].append(sums) }
    return inputs.mapValues { $0.sorted { $0.rows.lowerBound < $1.rows.lowerBound } }
  }

  /// The outputs of the networks whose states no other network takes over, step by step.
  func outputs(
    substitutes: [DenseMatrix.Identity: DenseSubstitute] = [:]
  ) -> [[Float]] {
    parallelMap(Self.partCount) { part in
      var outputs: [[Float]] = []
      run(part, substitutes: substitutes, observer: nil) { outputs.append($0) }
      return outputs
    }.flatMap(\.self)
  }

  private func run(
    _ part: Int, substitutes: [DenseMatrix.Identity: DenseSubstitute], observer: DenseObserver?,
    output take: ([Float]) -> Void = { _ in }
  ) {
    let isChained = episodes.isChained
    var sessions = episodes.parts.map {
      DenseSession(network: $0.network, substitutes: substitutes)
    }
    let isTaken = sessions.indices.map { index in
      isChained && index + 1 < sessions.count
        && sessions[index].fits(sessions[index + 1])
    }
    let count = episodes.count
    for episode in part * count / Self.partCount..<(part + 1) * count / Self.partCount {
      var states: [DenseRecurrentState] = []
      for index in sessions.indices where episode < episodes.parts[index].sequences.count {
        sessions[index].start(from: isChained ? states : [])
        let outputs = try? sessions[index].run(
          episodes.parts[index].sequences[episode], observer: observer)
        if !isTaken[index] { outputs?.forEach(take) }
        states = sessions[index].states
      }
    }
  }
}

extension MatrixInputs {
  fileprivate func adding(_ other: MatrixInputs) -> MatrixInputs {
    var sum = self
    sum.add(other)
    return sum
  }
}

extension DenseSession {
  /// Whether another network can take over a state of this one.
  fileprivate func fits(_ other: DenseSession) -> Bool {
    zip(states, other.states).contains { own, other in
      own.hidden.count == other.hidden.count && own.cell?.count == other.cell?.count
    }
  }
}

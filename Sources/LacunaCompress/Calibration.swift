import LacunaDense

/// What decides how well integers stand for weights.
///
/// Calibrated, they are chosen for the error of products, over what matrices meet when the dense
/// model runs: on data, or on random tokens and its own choices, which needs none. Weights then
/// err more than they must, and outputs less. An embedding's rows are chosen for their products
/// with the next layer's weights. Matrices with more than 2,048 columns stay as they are.
public enum Calibration: Sendable {
  /// The weights' own error, least for each weight.
  case none
  /// As `selfRun` for networks that take tokens, in a model of at most 16 MB as float32: its
  /// float32 copy, which running it takes, stays small.
  case automatic
  /// Networks that take features run on noise, with mean 0 and deviation 1.
  case selfRun
  /// Sequences for networks, by name. Where several networks have equally many, each network
  /// begins a sequence with the states that the one before it ends the same sequence in, as far
  /// as their sizes are the same; else all begin from zeros. A network without any is left as it
  /// is.
  case data([String: [DenseSequence]])
}

extension Calibration {
  private static let automaticByteLimit = 16_000_000

  /// What to run, or nil for nothing.
  ///
  /// - Throws: `CompressionError.unknownNetwork`.
  func episodes(of model: DenseModel) throws(CompressionError) -> CalibrationEpisodes? {
    switch self {
    case .none: return nil
    case .selfRun: return SelfRun(model.networks).episodes
    case .automatic:
      guard model.denseByteCount <= Self.automaticByteLimit else { return nil }
      let networks = model.networks.filter { $0.inputSize == nil }
      return networks.isEmpty ? nil : SelfRun(networks).episodes
    case .data(let sequences):
      let names = model.networks.map(\.name)
      for name in sequences.keys.sorted() where !names.contains(name) {
        throw .unknownNetwork(name: name, known: names)
      }
      for network in model.networks {
        for (index, sequence) in (sequences[network.name] ?? []).enumerated() {
          try network.check(sequence, index: index)
        }
      }
      return CalibrationEpisodes(
        model.networks.compactMap { network in
          sequences[network.name].map { .init(network: network, sequences: $0, isNoise: false) }
        })
    }
  }
}

extension DenseNetwork {
  /// - Throws: `CompressionError.calibrationInput` at the first step that the network does not take.
  fileprivate func check(_ sequence: DenseSequence, index: Int) throws(CompressionError) {
    func fail(_ step: Int, _ problem: DenseInputError) -> CompressionError {
      .calibrationInput(network: name, sequence: index, step: step, problem: problem)
    }
    switch sequence {
    case .tokens(let ids):
      guard case .embedding(let embedding) = layers[0] else {
        throw fail(0, .wrongKindOfInput(takesTokens: false))
      }
      let count = embedding.weight.rows
      if let step = ids.firstIndex(where: { !(0..<count).contains($0) }) {
        throw fail(step, .tokenOutOfRange(token: ids[step], vocabularySize: count))
      }
    case .features(let rows):
      guard let inputSize else { throw fail(0, .wrongKindOfInput(takesTokens: true)) }
      if let step = rows.firstIndex(where: { $0.count != inputSize }) {
        throw fail(step, .featureCount(expected: inputSize, found: rows[step].count))
      }
    }
  }
}

import LacunaDense

/// What the matrices of a model meet when it is run: measured once, for choosing integers, and for
/// choosing encodings.
public struct Observations: Sendable {
  let episodes: CalibrationEpisodes?
  let metrics: [DenseMatrix.Identity: [ProductMetric]]
  /// Whether integers are to be chosen for the error of products.
  let isCalibration: Bool

  /// Steps of the run; 0 without one.
  public var stepCount: Int { episodes?.stepCount ?? 0 }
  /// Episodes of the run: sequences that networks are run on from the start.
  public var episodeCount: Int { episodes?.count ?? 0 }

  /// Runs a model as its calibration says.
  ///
  /// - Parameters:
  ///   - model: what is run.
  ///   - calibration: what it is run on.
  ///   - isRunRequired: whether to run the model on what it makes up where nothing is to be
  ///     calibrated.
  /// - Throws: `CompressionError.unknownNetwork` and `calibrationInput`, where the calibration's
  ///   data are not for this model.
  public init(
    of model: DenseModel, calibration: Calibration, isRunRequired: Bool = false
  ) throws(CompressionError) {
    var episodes = try calibration.episodes(of: model)
    isCalibration = episodes != nil
    if episodes == nil, isRunRequired { episodes = try Calibration.selfRun.episodes(of: model) }
    self.episodes = episodes
    guard let episodes else {
      metrics = [:]
      return
    }
    let met = CalibrationRun(episodes: episodes).inputs()
    let looked = episodes.parts.map(\.network).embeddingInputs
    let inputs = Array(met.merging(looked) { met, _ in met })
    // Without calibration no bias is changed.
    let biased = isCalibration ? model.biasedMatrices : []
    let found = parallelMap(inputs.count) { index in
      inputs[index].value.compactMap {
        ProductMetric($0, isCentred: biased.contains(inputs[index].key))
      }
    }
    metrics = Dictionary(uniqueKeysWithValues: zip(inputs.map(\.key), found))
  }
}

extension [DenseNetwork] {
  /// What rows of embeddings are multiplied with: the rows of the next layers' input weights. So
  /// integers are chosen for what a token does to the network.
  fileprivate var embeddingInputs: [DenseMatrix.Identity: [MatrixInputs]] {
    var inputs: [DenseMatrix.Identity: MatrixInputs] = [:]
    for network in self {
      guard case .embedding(let embedding) = network.layers[0], network.stages.count > 1,
        embedding.weight.columns <= CalibrationRun.columnLimit
      else { continue }
      let table = embedding.weight
      for matrix in network.stages[1].map({ $0.matrices[0] }) {
        var row = [Float](repeating: 0, count: matrix.columns)
        for index in 0..<matrix.rows {
          var span = row.mutableSpan
          matrix.readRow(index, into: &span)
          inputs[
            table.identity, default: MatrixInputs(rows: 0..<table.rows, columns: table.columns)
          ].add(row)
        }
      }
    }
    return inputs.mapValues { sums in
      var sums = sums
      sums.finish()
      return [sums]
    }
  }
}

extension DenseModel {
  /// Matrices of which every product has a bias added to it.
  fileprivate var biasedMatrices: Set<DenseMatrix.Identity> {
    var biased: Set<DenseMatrix.Identity> = []
    var others: Set<DenseMatrix.Identity> = []
    for layer in networks.flatMap(\.layers) {
      // A lookup in an embedding is no product.
      if case .embedding = layer { continue }
      var matrices = layer.matrices
      if layer.isRecurrent {
        // What comes after input and recurrent weights, a projection, has no bias.
        others.formUnion(matrices.dropFirst(2).map(\.identity))
        matrices = Array(matrices.prefix(2))
      }
      if layer.sourceBiasCount > 0 {
        biased.formUnion(matrices.map(\.identity))
      } else {
        others.formUnion(matrices.map(\.identity))
      }
    }
    return biased.subtracting(others)
  }
}

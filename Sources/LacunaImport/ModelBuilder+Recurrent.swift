import LacunaDense

extension ModelBuilder {
  mutating func lstm(
    _ source: RecipeRecurrent, gates: LSTMGateOrder, outputGate: DenseActivation,
    of layer: RecipeLayer, taking inputSize: Int?
  ) throws(ImportError) -> DenseLayer {
    let weights = try recurrentWeights(
      source, order: gates.blocks, isTransposed: layer.isTransposed, taking: inputSize)
    let bias: [Float] =
      if let recurrent = weights.recurrentBias {
        zip(weights.inputBias, recurrent).map { $0 + $1 }
      } else {
        weights.inputBias
      }
    // Two finite biases may have a sum that is not.
    try checkFinite(bias, source.biases)
    return try shaped(place: layer.place) { () throws(DenseShapeError) in
      .lstm(
        try DenseLSTM(
          input: weights.input, recurrent: weights.recurrent, projection: weights.projection,
          bias: bias, sourceBiasCount: weights.biasCount, direction: layer.direction,
          gate: source.gate, candidate: source.candidate, cell: source.cell,
          outputGate: outputGate))
    }
  }

  mutating func gru(
    _ source: RecipeRecurrent, gates: GRUGateOrder, resetAfter: Bool, of layer: RecipeLayer,
    taking inputSize: Int?
  ) throws(ImportError) -> DenseLayer {
    let weights = try recurrentWeights(
      source, order: gates.blocks, isTransposed: layer.isTransposed, taking: inputSize)
    let none = [Float](repeating: 0, count: weights.inputBias.count)
    return try shaped(place: layer.place) { () throws(DenseShapeError) in
      .gru(
        try DenseGRU(
          input: weights.input, recurrent: weights.recurrent, inputBias: weights.inputBias,
          recurrentBias: weights.recurrentBias ?? none, sourceBiasCount: weights.biasCount,
          resetAfter: resetAfter, direction: layer.direction, gate: source.gate,
          candidate: source.candidate))
    }
  }

  /// The arrays of a recurrent layer, their gates in canonical order.
  private struct RecurrentWeights {
    var input: DenseMatrix
    var recurrent: DenseMatrix
    var projection: DenseMatrix?
    var inputBias: [Float]
    var recurrentBias: [Float]?
    var biasCount: Int
  }

  private mutating func recurrentWeights(
    _ source: RecipeRecurrent, order: [Int], isTransposed: Bool, taking inputSize: Int?
  ) throws(ImportError) -> RecurrentWeights {
    let recurrent = try matrix(source.recurrent, isTransposed: isTransposed)
    var hidden = recurrent.columns
    var projection: DenseMatrix?
    if let array = source.projection {
      let matrix = try matrix(array, isTransposed: isTransposed)
      hidden = matrix.columns
      try check(matrix, array, rows: recurrent.columns, columns: hidden)
      projection = matrix
    }
    let rows = order.count * hidden
    try check(recurrent, source.recurrent, rows: rows, columns: recurrent.columns)
    let input = try matrix(source.input, isTransposed: isTransposed)
    try check(input, source.input, rows: rows, columns: inputSize ?? input.columns)

    var biases: [[Float]] = []
    switch source.biases.count {
    case 1: biases = try oneOrTwoVectors(source.biases[0], count: rows)
    default:
      for bias in source.biases {
        biases.append(try vector(bias, count: rows))
      }
    }
    func canonical(_ bias: [Float]) -> [Float] {
      order.flatMap { bias[$0 * hidden..<($0 + 1) * hidden] }
    }
    return RecurrentWeights(
      input: input.reorderingRowBlocks(order, blockRows: hidden),
      recurrent: recurrent.reorderingRowBlocks(order, blockRows: hidden), projection: projection,
      inputBias: biases.first.map(canonical) ?? Array(repeating: 0, count: rows),
      recurrentBias: biases.count > 1 ? canonical(biases[1]) : nil,
      biasCount: biases.reduce(0) { $0 + $1.count })
  }
}

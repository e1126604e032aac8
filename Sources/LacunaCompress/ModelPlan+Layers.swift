import LacunaDense
import LacunaFormat

extension ModelPlan {
  mutating func add(_ layer: DenseLayer) throws(CompressionError) {
    switch layer {
    case .embedding(let embedding):
      layers.append(
        LayerPlan(
          kind: .embedding, inputSize: embedding.weight.rows,
          outputSize: embedding.weight.columns,
          matrix: try index(of: embedding.weight, in: layer)))
    case .lstm(let lstm): try add(lstm, layer)
    case .gru(let gru): try add(gru, layer)
    case .linear(let linear): try add(linear, layer)
    }
  }

  private mutating func add(_ lstm: DenseLSTM, _ layer: DenseLayer) throws(CompressionError) {
    let owner = lstm.recurrent.name
    var plan = LayerPlan(
      kind: .lstm, inputSize: lstm.inputSize, outputSize: lstm.outputSize,
      matrix: try index(of: lstm.input, in: layer))
    plan.direction = lstm.direction.record
    plan.recurrentMatrix = try index(of: lstm.recurrent, in: layer)
    if let projection = lstm.projection {
      plan.projection = (try index(of: projection, in: layer), lstm.hiddenSize)
    }
    plan.denseBiasCount = lstm.sourceBiasCount
    if lstm.sourceBiasCount > 0 {
      plan.bias = try index(
        of: biases(lstm.bias, of: lstm.input, lstm.recurrent), smallestExponent: -12, owner: owner)
    }
    let functions = [lstm.gate, lstm.gate, lstm.candidate, lstm.outputGate, lstm.cell]
    for function in functions {
      plan.activations.append(index(of: try ActivationPlan(function, owner: owner)))
    }
    layers.append(plan)
  }

  private mutating func add(_ gru: DenseGRU, _ layer: DenseLayer) throws(CompressionError) {
    let owner = gru.recurrent.name
    var plan = LayerPlan(
      kind: .gru, inputSize: gru.inputSize, outputSize: gru.hiddenSize,
      matrix: try index(of: gru.input, in: layer))
    plan.direction = gru.direction.record
    plan.recurrentMatrix = try index(of: gru.recurrent, in: layer)
    plan.reset = gru.resetAfter ? .after : .before
    plan.denseBiasCount = gru.sourceBiasCount
    if gru.sourceBiasCount > 0 {
      plan.bias = try index(
        of: gru.fileBias(
          input: biases(gru.inputBias, of: gru.input),
          recurrent: biases(gru.recurrentBias, of: gru.recurrent)), smallestExponent: -12,
        owner: owner)
    }
    let functions = [gru.gate, gru.gate, gru.candidate]
    for (slot, function) in functions.enumerated() {
      plan.activations.append(
        index(of: try ActivationPlan(function, isUpdateGate: slot == 1, owner: owner)))
    }
    layers.append(plan)
  }

  private mutating func add(_ linear: DenseLinear, _ layer: DenseLayer) throws(CompressionError) {
    let owner = linear.weight.name
    var plan = LayerPlan(
      kind: .linear, inputSize: linear.weight.columns, outputSize: linear.weight.rows,
      matrix: try index(of: linear.weight, in: layer))
    plan.denseBiasCount = linear.bias?.count ?? 0
    if let bias = linear.bias {
      plan.bias = try index(
        of: biases(bias, of: linear.weight), smallestExponent: -16, owner: owner)
    }
    switch linear.activation {
    case .none: plan.output = .none
    case .relu: plan.output = .rectified
    case .tanh, .sigmoid:
      plan.output = .activation
      plan.activations = [index(of: .table(linear.activation == .tanh ? .tanh : .sigmoid))]
    }
    layers.append(plan)
  }

  /// Biases with what makes up for the mean errors of the matrices whose products they are added
  /// to.
  private func biases(_ biases: [Float], of matrices: DenseMatrix...) -> [Float] {
    matrices.reduce(biases) { sums, matrix in
      guard let offsets = offsets[matrix.identity] else { return sums }
      return zip(sums, offsets).map { $0 + $1 }
    }
  }
}

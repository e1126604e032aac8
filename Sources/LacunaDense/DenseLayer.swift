/// A row of `weight` per token.
public struct DenseEmbedding: Sendable {
  /// `[tokens, size]`
  public let weight: DenseMatrix

  public init(weight: DenseMatrix) {
    self.weight = weight
  }
}

/// A fully connected layer: `activation(weight · x + bias)`.
public struct DenseLinear: Sendable {
  /// `[outputs, inputs]`
  public let weight: DenseMatrix
  /// `[outputs]`
  public let bias: [Float]?
  public let activation: DenseLinearActivation

  /// - Throws: `DenseShapeError` where the bias does not have a value for each output.
  public init(
    weight: DenseMatrix, bias: [Float]? = nil, activation: DenseLinearActivation = .none
  ) throws(DenseShapeError) {
    if let bias {
      try DenseShapeError.check(
        "bias of a linear layer", of: weight, expected: [weight.rows], found: [bias.count])
    }
    self.weight = weight
    self.bias = bias
    self.activation = activation
  }
}

/// One layer of a network.
public enum DenseLayer: Sendable {
  case embedding(DenseEmbedding)
  case lstm(DenseLSTM)
  case gru(DenseGRU)
  case linear(DenseLinear)
}

extension DenseLayer {
  /// Values taken each step; nil for an embedding, which takes a token.
  public var inputSize: Int? {
    switch self {
    case .embedding: nil
    case .lstm(let layer): layer.inputSize
    case .gru(let layer): layer.inputSize
    case .linear(let layer): layer.weight.columns
    }
  }

  /// Values that the layer itself gives each step.
  public var outputSize: Int {
    switch self {
    case .embedding(let layer): layer.weight.columns
    case .lstm(let layer): layer.outputSize
    case .gru(let layer): layer.hiddenSize
    case .linear(let layer): layer.weight.rows
    }
  }

  public var isRecurrent: Bool {
    switch self {
    case .lstm, .gru: true
    case .embedding, .linear: false
    }
  }

  /// Which way the layer reads a sequence; layers that remember nothing read it forward.
  public var direction: DenseDirection {
    switch self {
    case .embedding, .linear: .forward
    case .lstm(let layer): layer.direction
    case .gru(let layer): layer.direction
    }
  }

  /// The layer's matrices: input, recurrent, projection.
  public var matrices: [DenseMatrix] {
    switch self {
    case .embedding(let layer): [layer.weight]
    case .lstm(let layer): [layer.input, layer.recurrent] + (layer.projection.map { [$0] } ?? [])
    case .gru(let layer): [layer.input, layer.recurrent]
    case .linear(let layer): [layer.weight]
    }
  }

  /// Bias values that the source has for the layer.
  public var sourceBiasCount: Int {
    switch self {
    case .embedding: 0
    case .lstm(let layer): layer.sourceBiasCount
    case .gru(let layer): layer.sourceBiasCount
    case .linear(let layer): layer.bias?.count ?? 0
    }
  }
}

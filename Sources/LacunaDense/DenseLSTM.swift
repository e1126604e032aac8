/// A long short-term memory layer, its gates in the order i, f, g, o.
///
/// With `p = input · x + recurrent · h + bias`, cut into i, f, g and o:
/// `c' = gate(f) · c + gate(i) · candidate(g)`, `h' = outputGate(o) · cell(c')`. Where there is a
/// projection (Sak et al., arXiv 1402.1128), `h'` is that matrix times it: what the next step and
/// the next layer see.
public struct DenseLSTM: Sendable {
  /// `[4·hidden, input]`
  public let input: DenseMatrix
  /// `[4·hidden, output]`
  public let recurrent: DenseMatrix
  /// `[output, hidden]`; without it, the output is the hidden state.
  public let projection: DenseMatrix?
  public let direction: DenseDirection
  /// `[4·hidden]`: the sum of the source's biases.
  public let bias: [Float]
  /// Bias values in the source, which may have an input and a recurrent bias, or none.
  public let sourceBiasCount: Int

  /// Activation of i and f.
  public let gate: DenseActivation
  /// Activation of g.
  public let candidate: DenseActivation
  /// Activation of the new cell state.
  public let cell: DenseActivation
  /// Activation of o.
  public let outputGate: DenseActivation

  public var inputSize: Int { input.columns }
  /// Units, each with a cell.
  public var hiddenSize: Int { projection?.columns ?? recurrent.columns }
  /// Values given each step: the projection's rows, or the units.
  public var outputSize: Int { recurrent.columns }

  /// - Throws: `DenseShapeError` where the shapes do not fit one another.
  public init(
    input: DenseMatrix, recurrent: DenseMatrix, projection: DenseMatrix? = nil, bias: [Float],
    sourceBiasCount: Int, direction: DenseDirection = .forward, gate: DenseActivation = .sigmoid,
    candidate: DenseActivation = .tanh, cell: DenseActivation = .tanh,
    outputGate: DenseActivation = .sigmoid
  ) throws(DenseShapeError) {
    let hidden = projection?.columns ?? recurrent.columns
    if let projection {
      try DenseShapeError.check(
        "projection of an LSTM", of: projection, expected: [recurrent.columns, hidden],
        found: [projection.rows, projection.columns])
    }
    try DenseShapeError.check(
      "recurrent weights of an LSTM", of: recurrent, expected: [4 * hidden, recurrent.columns],
      found: [recurrent.rows, recurrent.columns])
    try DenseShapeError.check(
      "input weights of an LSTM", of: input, expected: [4 * hidden, input.columns],
      found: [input.rows, input.columns])
    try DenseShapeError.check(
      "bias of an LSTM", of: recurrent, expected: [4 * hidden], found: [bias.count])
    self.input = input
    self.recurrent = recurrent
    self.projection = projection
    self.direction = direction
    self.bias = bias
    self.sourceBiasCount = sourceBiasCount
    self.gate = gate
    self.candidate = candidate
    self.cell = cell
    self.outputGate = outputGate
  }
}

/// A long short-term memory layer, its gates in the order i, f, g, o.
///
/// With `p = input · x + recurrent · h + bias`, cut into i, f, g and o:
/// `c' = gate(f) · c + gate(i) · candidate(g)`, `h' = outputGate(o) · cell(c')`.
///
/// One direction, without projection. A direction or a projection matrix (`[projected, hidden]`)
/// would be a further property here: nothing else assumes that there is none.
public struct DenseLSTM: Sendable {
  /// `[4·hidden, input]`
  public let input: DenseMatrix
  /// `[4·hidden, hidden]`
  public let recurrent: DenseMatrix
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
  public var hiddenSize: Int { recurrent.columns }

  /// - Throws: `DenseShapeError` where the shapes do not fit one another.
  public init(
    input: DenseMatrix, recurrent: DenseMatrix, bias: [Float], sourceBiasCount: Int,
    gate: DenseActivation = .sigmoid, candidate: DenseActivation = .tanh,
    cell: DenseActivation = .tanh, outputGate: DenseActivation = .sigmoid
  ) throws(DenseShapeError) {
    let hidden = recurrent.columns
    try DenseShapeError.check(
      "recurrent weights of an LSTM", of: recurrent, expected: [4 * hidden, hidden],
      found: [recurrent.rows, recurrent.columns])
    try DenseShapeError.check(
      "input weights of an LSTM", of: input, expected: [4 * hidden, input.columns],
      found: [input.rows, input.columns])
    try DenseShapeError.check(
      "bias of an LSTM", of: recurrent, expected: [4 * hidden], found: [bias.count])
    self.input = input
    self.recurrent = recurrent
    self.bias = bias
    self.sourceBiasCount = sourceBiasCount
    self.gate = gate
    self.candidate = candidate
    self.cell = cell
    self.outputGate = outputGate
  }
}

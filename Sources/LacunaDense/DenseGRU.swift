/// A gated recurrent unit layer, its gates in the order r, z, n.
///
/// With `p = input · x + inputBias` and `q = recurrent · h + recurrentBias`, cut into r, z and n:
/// `r = gate(p.r + q.r)`, `z = gate(p.z + q.z)`, `n = candidate(p.n + r · q.n)`,
/// `h' = (1 - z) · n + z · h`. Where the reset comes before, `q.n` is
/// `recurrent.n · (r · h) + recurrentBias.n` and enters whole.
public struct DenseGRU: Sendable {
  /// `[3·hidden, input]`
  public let input: DenseMatrix
  /// `[3·hidden, hidden]`
  public let recurrent: DenseMatrix
  /// `[3·hidden]`
  public let inputBias: [Float]
  /// `[3·hidden]`
  public let recurrentBias: [Float]
  /// Bias values in the source, which may have both biases, the input's alone, or none.
  public let sourceBiasCount: Int
  /// Whether r multiplies the candidate's recurrent product (PyTorch, and Keras by default) and
  /// not the hidden state that goes into it (Cho et al., arXiv 1406.1078).
  public let resetAfter: Bool
  public let direction: DenseDirection

  /// Activation of r and z.
  public let gate: DenseActivation
  /// Activation of n.
  public let candidate: DenseActivation

  public var inputSize: Int { input.columns }
  public var hiddenSize: Int { recurrent.columns }

  /// - Throws: `DenseShapeError` where the shapes do not fit one another.
  public init(
    input: DenseMatrix, recurrent: DenseMatrix, inputBias: [Float], recurrentBias: [Float],
    sourceBiasCount: Int, resetAfter: Bool, direction: DenseDirection = .forward,
    gate: DenseActivation = .sigmoid, candidate: DenseActivation = .tanh
  ) throws(DenseShapeError) {
    let hidden = recurrent.columns
    try DenseShapeError.check(
      "recurrent weights of a GRU", of: recurrent, expected: [3 * hidden, hidden],
      found: [recurrent.rows, recurrent.columns])
    try DenseShapeError.check(
      "input weights of a GRU", of: input, expected: [3 * hidden, input.columns],
      found: [input.rows, input.columns])
    try DenseShapeError.check(
      "input bias of a GRU", of: input, expected: [3 * hidden], found: [inputBias.count])
    try DenseShapeError.check(
      "recurrent bias of a GRU", of: recurrent, expected: [3 * hidden],
      found: [recurrentBias.count])
    self.input = input
    self.recurrent = recurrent
    self.inputBias = inputBias
    self.recurrentBias = recurrentBias
    self.sourceBiasCount = sourceBiasCount
    self.resetAfter = resetAfter
    self.direction = direction
    self.gate = gate
    self.candidate = candidate
  }
}

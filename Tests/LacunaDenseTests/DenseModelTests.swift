import LacunaDense
import Testing

@Suite struct DenseModelTests {
  private let embedding = formulaMatrix(1, rows: 9, columns: 5)

  private func gru(inputs: Int, hidden: Int, sourceBiasCount: Int) throws -> DenseLayer {
    .gru(
      try DenseGRU(
        input: formulaMatrix(2, rows: 3 * hidden, columns: inputs),
        recurrent: formulaMatrix(3, rows: 3 * hidden, columns: hidden),
        inputBias: formulaWeights(4, count: 3 * hidden),
        recurrentBias: formulaWeights(5, count: 3 * hidden), sourceBiasCount: sourceBiasCount,
        resetAfter: true))
  }

  @Test func `dense bytes count a tied matrix once and biases as the source has them`() throws {
    let network = try DenseNetwork(
      name: "n",
      layers: [
        .embedding(DenseEmbedding(weight: embedding)),
        try gru(inputs: 5, hidden: 5, sourceBiasCount: 15),
        .linear(try DenseLinear(weight: embedding, bias: formulaWeights(6, count: 9))),
      ])
    let model = DenseModel(networks: [network])
    #expect(model.recurrentDenseByteCount == 4 * (15 * 5 + 15 * 5 + 15))
    #expect(model.denseByteCount == 4 * (9 * 5 + 15 * 5 + 15 * 5 + 15 + 9))
  }

  @Test func `a layer must take what the one before it gives`() throws {
    let layers = [
      DenseLayer.embedding(DenseEmbedding(weight: embedding)),
      try gru(inputs: 6, hidden: 5, sourceBiasCount: 0),
    ]
    #expect(
      throws: DenseShapeError(
        subject: "input of a layer in network n", array: "matrix2", expected: [5], found: [6])
    ) {
      try DenseNetwork(name: "n", layers: layers)
    }
  }

  @Test func `an embedding after another layer is refused`() throws {
    let layer = DenseLayer.embedding(DenseEmbedding(weight: embedding))
    #expect(throws: DenseShapeError.self) {
      try DenseNetwork(name: "n", layers: [layer, layer])
    }
  }

  @Test func `a network without layers is refused`() {
    #expect(throws: DenseShapeError.self) {
      try DenseNetwork(name: "n", layers: [])
    }
  }

  @Test func `weights of an LSTM that do not fit one another are refused with both shapes`() {
    #expect(
      throws: DenseShapeError(
        subject: "recurrent weights of an LSTM", array: "matrix2", expected: [20, 5],
        found: [15, 5])
    ) {
      try DenseLSTM(
        input: formulaMatrix(1, rows: 20, columns: 3),
        recurrent: formulaMatrix(2, rows: 15, columns: 5), bias: [], sourceBiasCount: 0)
    }
    #expect(
      throws: DenseShapeError(
        subject: "bias of an LSTM", array: "matrix2", expected: [20], found: [19])
    ) {
      try DenseLSTM(
        input: formulaMatrix(1, rows: 20, columns: 3),
        recurrent: formulaMatrix(2, rows: 20, columns: 5), bias: formulaWeights(1, count: 19),
        sourceBiasCount: 19)
    }
  }
}

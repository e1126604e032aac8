import LacunaDense
import Testing

/// What is seen of a run, and what may stand in for a matrix in it.
@Suite struct DenseObservationTests {
  private typealias Meeting = (matrix: DenseMatrix, rows: Range<Int>, vector: [Float])

  private func gru(resetAfter: Bool) throws -> DenseGRU {
    try DenseGRU(
      input: formulaMatrix(40, rows: 21, columns: 6),
      recurrent: formulaMatrix(41, rows: 21, columns: 7),
      inputBias: formulaWeights(42, count: 21), recurrentBias: formulaWeights(43, count: 21),
      sourceBiasCount: 42, resetAfter: resetAfter)
  }

  /// What each matrix meets in the second step from `formulaWeights(100…)`.
  private func secondStep(_ layers: DenseLayer...) throws -> (before: [Float], met: [Meeting]) {
    var session = DenseSession(network: try DenseNetwork(name: "n", layers: layers))
    _ = try session.step(features: formulaWeights(100, count: 6))
    let before = session.states[0].hidden
    var met: [Meeting] = []
    _ = try session.run(features: [formulaWeights(101, count: 6)]) { met.append(($0, $1, $2)) }
    return (before, met)
  }

  @Test func `input matrices meet the features, recurrent ones the state before the step`() throws {
    let lstm = try DenseLSTM(
      input: formulaMatrix(30, rows: 20, columns: 6),
      recurrent: formulaMatrix(31, rows: 20, columns: 5),
      bias: formulaWeights(32, count: 20), sourceBiasCount: 20)
    let linear = try DenseLinear(weight: formulaMatrix(33, rows: 3, columns: 5))
    let (before, met) = try secondStep(.lstm(lstm), .linear(linear))
    #expect(
      met.map(\.matrix.identity) == [
        lstm.input.identity, lstm.recurrent.identity, linear.weight.identity,
      ])
    #expect(met.map(\.rows) == [0..<20, 0..<20, 0..<3])
    #expect(met[0].vector == formulaWeights(101, count: 6))
    #expect(met[1].vector == before && before.contains { $0 != 0 })
  }

  @Test func `with the reset before, the candidate's rows meet the state as the reset leaves it`()
    throws
  {
    let after = try secondStep(.gru(try gru(resetAfter: true)))
    #expect(after.met.map(\.rows) == [0..<21, 0..<21])
    let layer = try gru(resetAfter: false)
    let (before, met) = try secondStep(.gru(layer))
    #expect(met.map(\.rows) == [0..<21, 0..<14, 14..<21])
    let input = layer.input.values()
    let recurrent = layer.recurrent.values()
    let features = formulaWeights(101, count: 6)
    for unit in 0..<7 {
      var sum = layer.inputBias[unit] + layer.recurrentBias[unit]
      for column in 0..<6 { sum += input[unit * 6 + column] * features[column] }
      for column in 0..<7 { sum += recurrent[unit * 7 + column] * before[column] }
      #expect(abs(met[2].vector[unit] - DenseActivation.sigmoid(sum) * before[unit]) < 1e-6)
    }
  }

  @Test func `a projection meets the units, and a backward layer the sequence from its end`() throws
  {
    let lstm = try DenseLSTM(
      input: formulaMatrix(30, rows: 20, columns: 6),
      recurrent: formulaMatrix(31, rows: 20, columns: 3),
      projection: formulaMatrix(35, rows: 3, columns: 5),
      bias: formulaWeights(32, count: 20), sourceBiasCount: 20, direction: .backward)
    let projection = try #require(lstm.projection)
    var session = DenseSession(network: try DenseNetwork(name: "n", layers: [.lstm(lstm)]))
    let steps = (0..<3).map { formulaWeights(100 + $0, count: 6) }
    var met: [Meeting] = []
    let outputs = try session.run(.features(steps)) { met.append(($0, $1, $2)) }
    #expect(met.map(\.vector.count) == [6, 3, 5, 6, 3, 5, 6, 3, 5])
    #expect(met[0].vector == steps[2] && met[3].vector == steps[1])
    let weights = projection.values()
    for row in 0..<3 {
      let product = (0..<5).reduce(0) { $0 + weights[row * 5 + $1] * met[2].vector[$1] }
      #expect(abs(product - outputs[2][row]) < 1e-6)
    }
    #expect(met[2].matrix.identity == projection.identity && met[4].vector == outputs[2])
  }

  @Test func `a substitute and its offset stand in for a matrix`() throws {
    let linear = try DenseLinear(
      weight: formulaMatrix(33, rows: 3, columns: 6), bias: formulaWeights(34, count: 3))
    let network = try DenseNetwork(name: "n", layers: [.linear(linear)])
    let features = formulaWeights(100, count: 6)
    var plain = DenseSession(network: network)
    var halved = DenseSession(
      network: network,
      substitutes: [
        linear.weight.identity: DenseSubstitute(
          weight: DenseMatrix(
            name: "half", rows: 3, columns: 6, values: linear.weight.values().map { $0 / 2 }),
          offset: [1, 2, 3])
      ])
    let bias = try #require(linear.bias)
    let expected = try plain.step(features: features).enumerated().map { row, value in
      (value - bias[row]) / 2 + bias[row] + Float(row + 1)
    }
    let found = try halved.step(features: features)
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-6 })
  }
}

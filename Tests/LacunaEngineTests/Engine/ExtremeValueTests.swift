import LacunaTestSupport
import Testing

/// The largest sums, shifts and sizes that a valid file can ask for.
@Suite struct ExtremeValueTests {
  /// 65,536 columns of the largest weights meet the largest activations: |S| just below 2^30.
  @Test(arguments: [
    MatrixEncoding.int8, .codes, .terms(axis: .input, groupLog2: 3, k: 8),
    .terms(axis: .output, groupLog2: 4, k: 1), .terms(axis: .input, groupLog2: 5, k: 32),
  ])
  func theLongestRows(_ encoding: MatrixEncoding) throws {
    let columns = 65_536
    for (sign, rowExponent) in [(1, 0), (-1, -20), (1, -128)] {
      var description = RandomModel.make(
        [NetworkPlan(inputSize: columns, layers: [.linear(1, encoding)])], style: RandomStyle(),
        seed: 1)
      description.biases[0] = BiasDescription(exponent: 0, values: [32767 * sign])
      var codebook = [Int](repeating: 0, count: 32)
      for code in 1..<max(1, encoding.codeCount) { codebook[code] = 127 * sign }
      description.matrices[0] = MatrixDescription(
        name: "w", rows: 1, columns: columns, encoding: encoding, codebook: codebook,
        codes: (0..<columns).map {
          PlacedCode(row: 0, column: $0, code: encoding == .int8 ? 127 * sign : 1)
        }, rowExponents: [rowExponent])
      let file = description.fileBytes()
      let features = [Float](repeating: 0.9999, count: columns)
      let model = OracleModel(file: file)
      var oracle = OracleSession(model.networks[0])
      let expected = oracle.step(features: features)
      let run = try engineRun(
        file, network: 0, inputs: [.features(features)], counting: model.matrices)
      #expect(run.results.map(\.output) == [expected], "sign \(sign), exponent \(rowExponent)")
      #expect(run.operations == OracleOperations(dense: columns, executed: columns))
    }
  }

  /// int8 weights of -128, which only `verify` refuses, count as they are.
  @Test func minus128CountsAsItIs() throws {
    let plans = [
      NetworkPlan(inputSize: 70, layers: [.lstm(5), .linear(3)]),
      NetworkPlan(inputSize: 7, layers: [.embedding(5), .gru(5, reset: 0), .gru(5, reset: 1)]),
    ]
    var description = RandomModel.make(plans, style: RandomStyle(range: .moderate), seed: 3)
    for index in description.matrices.indices {
      description.matrices[index].weights = [UInt8](
        repeating: 0x80, count: description.matrices[index].weights.count)
    }
    try expectAgreement(description, seed: 4)
  }

  /// Every row exponent from -128 to 127, in every kind of layer, with features of every size.
  @Test func everyRowExponent() throws {
    let plans = [
      NetworkPlan(inputSize: 9, layers: [.linear(256)]),
      NetworkPlan(inputSize: 9, layers: [.lstm(64)]),
      NetworkPlan(inputSize: 9, layers: [.gru(86, reset: 1)]),
      NetworkPlan(inputSize: 256, layers: [.embedding(9), .linear(3)]),
    ]
    var description = RandomModel.make(plans, style: RandomStyle(), seed: 5)
    for index in description.matrices.indices {
      for row in 0..<description.matrices[index].rows {
        description.matrices[index].rowExponents[row] = (row + 37 * index) % 256 - 128
      }
    }
    try expectAgreement(description, steps: 9, seed: 6)
    try expectAgreement(description, steps: 9, seed: 7)
  }

  /// Features at the ends of what a float holds, and around the steps of the exponent.
  @Test func everySizeOfFeature() throws {
    let description = RandomModel.make(
      [NetworkPlan(inputSize: 6, layers: [.linear(5)])], style: RandomStyle(range: .arbitrary),
      seed: 8)
    let file = description.fileBytes()
    var vectors: [[Float]] = [
      [0, -0.0, 0, 0, 0, 0], [.greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1, 0, -1, 3],
      [.leastNonzeroMagnitude, -.leastNonzeroMagnitude, 0, 0, 0, 0],
      [.leastNormalMagnitude, .leastNonzeroMagnitude, 0, 0, 0, 0],
    ]
    for exponent in -149...127 {
      let power = Float(sign: .plus, exponent: exponent, significand: 1)
      vectors.append([power, -power.nextDown, power / 2, -power / 256, power / 256 * 3, power / 3])
      vectors.append([power.nextDown, power.nextDown, -power / 128, 0, power / 512, -power / 7])
    }
    var oracle = OracleSession(OracleModel(file: file).networks[0])
    let expected = vectors.map { oracle.step(features: $0) }
    let run = try engineRun(file, network: 0, inputs: vectors.map(StepInput.features))
    for (index, vector) in vectors.enumerated() {
      #expect(run.results[index].output == expected[index], "\(vector)")
    }
  }

  /// Tables and clips of every shift at every pre-activation, by way of a bias.
  @Test func everyPreactivation() throws {
    let count = 65_536
    var description = RandomModel.make(
      [NetworkPlan(inputSize: 1, layers: [.linear(count, output: 2)])],
      style: RandomStyle(activations: .arbitraryTables), seed: 9)
    description.matrices[0].weights = [UInt8](
      repeating: 0, count: description.matrices[0].weights.count)
    description.biases[0] = BiasDescription(
      exponent: -12, values: (0..<count).map { $0 - 32768 })
    var activations: [ActivationDescription] = [.table(0)]
    for shift in 0...7 {
      activations.append(.clipped(shift: shift, offset: 100 - shift, low: -32767, high: 32767))
    }
    for activation in activations {
      var single = description
      single.activations = [activation]
      if case .clipped = activation { single.tables = [] }
      let file = single.fileBytes()
      let model = OracleModel(file: file)
      var oracle = OracleSession(model.networks[0])
      let expected = oracle.step(features: [0])
      let run = try engineRun(
        file, network: 0, inputs: [.features([0])], counting: model.matrices)
      #expect(run.results[0].output == expected, "\(activation)")
      #expect(Set(expected).count > 200)
    }
  }
}

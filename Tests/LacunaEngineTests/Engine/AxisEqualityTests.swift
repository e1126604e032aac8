import LacunaTestSupport
import Testing

/// Matrices that both axes can hold give the same results on both.
@Suite struct AxisEqualityTests {
  /// A matrix with at most one term in each square of `g` rows and `g` columns, and no two such
  /// squares' terms in one group: with `k` terms it fits on either axis.
  private func codes(
    rows: Int, columns: Int, groupLog2: Int, k: Int, codeCount: Int,
    using generator: inout SplitMix64
  ) -> [PlacedCode] {
    let group = 1 << groupLog2
    var inRowGroup: [Int: Int] = [:]
    var inColumnGroup: [Int: Int] = [:]
    var taken: Set<Int> = []
    var codes: [PlacedCode] = []
    for _ in 0..<(rows * columns * k / group) {
      let row = generator.integer(0...(rows - 1))
      let column = generator.integer(0...(columns - 1))
      let code = generator.integer(1...(codeCount - 1))
      let rowGroup = row * 1000 + column / group
      let columnGroup = column * 1000 + row / group
      guard inRowGroup[rowGroup, default: 0] < k, inColumnGroup[columnGroup, default: 0] < k,
        taken.insert((row * 1000 + column) * 32 + code).inserted
      else { continue }
      inRowGroup[rowGroup, default: 0] += 1
      inColumnGroup[columnGroup, default: 0] += 1
      codes.append(PlacedCode(row: row, column: column, code: code))
    }
    return codes
  }

  /// `description` with every matrix of terms filled anew, for both axes.
  private func bothAxes(
    _ description: ModelDescription, groupLog2: Int, k: Int, seed: UInt64
  ) -> (input: ModelDescription, output: ModelDescription) {
    var generator = SplitMix64(seed: seed)
    var result = (input: description, output: description)
    for (index, matrix) in description.matrices.enumerated() {
      let codebook = (0..<32).map { code in
        code == 0 || code >= 1 << (8 - groupLog2) ? 0 : generator.integer(-127...127)
      }
      let codes = codes(
        rows: matrix.rows, columns: matrix.columns, groupLog2: groupLog2, k: k,
        codeCount: 1 << (8 - groupLog2), using: &generator)
      func make(_ axis: MatrixEncoding.Axis) -> MatrixDescription {
        MatrixDescription(
          name: matrix.name, rows: matrix.rows, columns: matrix.columns,
          encoding: .terms(axis: axis, groupLog2: groupLog2, k: k), codebook: codebook,
          codes: codes, rowExponents: Array(matrix.rowExponents.prefix(matrix.rows)))
      }
      result.input.matrices[index] = make(.input)
      result.output.matrices[index] = make(.output)
    }
    return result
  }

  @Test(arguments: [(3, 1), (3, 3), (4, 1), (4, 2), (4, 7), (5, 2), (5, 9)])
  func bothAxesAgree(groupLog2: Int, k: Int) throws {
    let encoding = MatrixEncoding.terms(axis: .input, groupLog2: groupLog2, k: k)
    let plans = [
      NetworkPlan(
        inputSize: 45,
        layers: [.lstm(19, encoding), .gru(23, reset: 0, encoding), .linear(37, encoding)]),
      NetworkPlan(
        inputSize: 45, layers: [.embedding(33, encoding), .gru(32, reset: 1, encoding)]),
    ]
    for seed in 0..<3 as Range<UInt64> {
      let style = RandomStyle(codebook: .fitted, activations: .smoothTables)
      let description = RandomModel.make(plans, style: style, seed: seed)
      let axes = bothAxes(description, groupLog2: groupLog2, k: k, seed: seed)
      let inputFile = axes.input.fileBytes()
      let outputFile = axes.output.fileBytes()
      #expect(inputFile != outputFile)
      var generator = SplitMix64(seed: seed)
      for (index, network) in OracleModel(file: inputFile).networks.enumerated() {
        let inputs = StepInput.random(6, for: network, using: &generator)
        let states = randomStates(of: network, using: &generator)
        let onInput = try engineRun(inputFile, network: index, inputs: inputs, from: states)
        let onOutput = try engineRun(outputFile, network: index, inputs: inputs, from: states)
        #expect(onInput.results == onOutput.results, "seed \(seed), network \(index)")
        #expect(onInput.operations == onOutput.operations)
        #expect(onInput.operations.executed > 0)
      }
      try expectAgreement(axes.input, seed: seed)
      try expectAgreement(axes.output, seed: seed)
    }
  }
}

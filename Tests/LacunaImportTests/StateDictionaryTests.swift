import LacunaDense
import Testing

@testable import LacunaImport

@Suite struct StateDictionaryTests {
  /// Imports arrays of these shapes by their names alone.
  private func run(_ shapes: KeyValuePairs<String, [Int]>) throws -> ImportedModel {
    let folder = try TemporaryFolder()
    let arrays = shapes.enumerated().map { index, array in
      OutputArray(
        name: array.key, shape: array.value,
        values: formulaValues(index, count: array.value.reduce(1, *)))
    }
    return try importModel(
      path: folder.write(try NumpyWriter.npz(arrays), as: "m.npz"), recipe: nil)
  }

  private func names(_ shapes: KeyValuePairs<String, [Int]>) throws -> [[String]] {
    try run(shapes).model.networks[0].layers.map { $0.matrices.map(\.name) }
  }

  private func error(_ shapes: KeyValuePairs<String, [Int]>) -> ImportError? {
    importError { _ = try run(shapes) }
  }

  @Test func `a PyTorch language model needs no recipe`() throws {
    let imported = try importModel(path: fixture("state_dictionary.npz"), recipe: nil)
    #expect(imported.unusedArrays == ["epoch"])
    let network = imported.model.networks[0]
    #expect(network.vocabulary == nil)
    guard network.layers.count == 4,
      case .embedding(let embedding) = network.layers[0],
      case .lstm(let first) = network.layers[1],
      case .lstm(let second) = network.layers[2],
      case .linear(let linear) = network.layers[3]
    else {
      Issue.record("\(network.layers)")
      return
    }
    #expect(embedding.weight.values() == formulaValues(60, count: 36))
    #expect(first.input.values() == formulaValues(61, count: 96))
    #expect(first.recurrent.values() == formulaValues(62, count: 144))
    #expect(
      first.bias
        == zip(formulaValues(63, count: 24), formulaValues(64, count: 24)).map { $0 + $1 })
    #expect(first.sourceBiasCount == 48)
    #expect(second.input.values() == formulaValues(65, count: 144))
    #expect(linear.weight.values() == formulaValues(69, count: 54))
    #expect(linear.bias == formulaValues(70, count: 9))
    #expect(imported.denseByteCount == 4 * (36 + 96 + 3 * 144 + 96 + 54 + 9))
  }

  @Test func `names without a prefix and without biases make a GRU`() throws {
    let imported = try run(["weight_ih_l0": [9, 2], "weight_hh_l0": [9, 3]])
    guard case .gru(let gru) = imported.model.networks[0].layers[0] else {
      Issue.record("no GRU")
      return
    }
    #expect(gru.resetAfter)
    #expect(gru.inputBias == Array(repeating: 0, count: 9))
    #expect(gru.sourceBiasCount == 0)
  }

  @Test func `two matrices without bias are embedding and output in the file's order`() throws {
    #expect(
      try names([
        "a.weight": [7, 3], "rnn.weight_ih_l0": [9, 3], "rnn.weight_hh_l0": [9, 3],
        "b.weight": [7, 3],
      ]) == [["a.weight"], ["rnn.weight_ih_l0", "rnn.weight_hh_l0"], ["b.weight"]])
  }

  @Test func `the matrix with a bias is the output wherever it stands`() throws {
    #expect(
      try names([
        "fc.bias": [7], "fc.weight": [7, 3], "rnn.weight_ih_l0": [9, 3],
        "rnn.weight_hh_l0": [9, 3], "emb.weight": [7, 3],
      ]) == [["emb.weight"], ["rnn.weight_ih_l0", "rnn.weight_hh_l0"], ["fc.weight"]])
  }

  @Test func `an output bias without weights is tied to the embedding`() throws {
    let imported = try run([
      "emb.weight": [7, 3], "rnn.weight_ih_l0": [9, 3], "rnn.weight_hh_l0": [9, 3],
      "out.bias": [7],
    ])
    let layers = imported.model.networks[0].layers
    #expect(layers.count == 3)
    #expect(layers[0].matrices[0].isSameStorage(as: layers[2].matrices[0]))
    #expect(imported.unusedArrays.isEmpty)
  }

  @Test func `a matrix without a place is an error, not a note`() {
    let error = error([
      "rnn.weight_ih_l0": [9, 3], "rnn.weight_hh_l0": [9, 3], "fc1.weight": [5, 3],
      "fc1.bias": [5], "fc2.weight": [2, 5], "fc2.bias": [2],
    ])
    #expect(error?.problem?.found.contains("fc2.weight float32 [2, 5]") == true)
  }

  @Test func `names that make no network are listed with their shapes`() {
    #expect(
      error(["a": [2, 3], "b": [2]])?.problem?.found == "a float32 [2, 3], b float32 [2]")
    #expect(
      importError { _ = try importModel(path: fixture("nothing.npz"), recipe: nil) }?.problem?.found
        == "no arrays")
  }

  @Test func `a linear layer takes what both directions give`() throws {
    let shapes: KeyValuePairs<String, [Int]> = [
      "emb.weight": [7, 2], "rnn.weight_ih_l0": [12, 2], "rnn.weight_hh_l0": [12, 3],
      "rnn.weight_ih_l0_reverse": [12, 2], "rnn.weight_hh_l0_reverse": [12, 3],
      "fc.weight": [4, 6],
    ]
    #expect(
      try names(shapes) == [
        ["emb.weight"], ["rnn.weight_ih_l0", "rnn.weight_hh_l0"],
        ["rnn.weight_ih_l0_reverse", "rnn.weight_hh_l0_reverse"], ["fc.weight"],
      ])
    let network = try run(shapes).model.networks[0]
    #expect(network.layers.map(\.direction) == [.forward, .forward, .backwardBeside, .forward])
    #expect(network.outputSize == 4)
  }

  @Test func `a projection decides how many units there are`() throws {
    // Six rows for each output could be two GRUs' worth; the projection says that it is 3 units.
    let shapes: KeyValuePairs<String, [Int]> = [
      "weight_ih_l0": [12, 2], "weight_hh_l0": [12, 2], "weight_hr_l0": [2, 3],
    ]
    guard case .lstm(let lstm) = try run(shapes).model.networks[0].layers[0] else {
      Issue.record("no LSTM")
      return
    }
    #expect(lstm.hiddenSize == 3)
    #expect(lstm.outputSize == 2)
  }

  @Test(
    arguments: [
      (
        ["weight_ih_l0": [8, 2], "weight_hh_l0": [8, 2], "weight_ih_l0_reverse": [8, 2]],
        "", "an array \"weight_hh_l0_reverse\""
      ),
      (
        ["weight_ih_l0": [8, 2], "weight_hh_l0": [8, 2], "weight_hh_l0_reverse": [8, 2]],
        "array weight_hh_l0_reverse",
        "layers counted from 0 without a gap, 1 of them complete"
      ),
      (
        ["weight_ih_l0": [6, 2], "weight_hh_l0": [6, 1], "weight_hr_l0": [1, 2]],
        "array weight_hh_l0", "shape [8, 1] (LSTM with a projection)"
      ),
      (
        ["weight_ih_l0": [8, 2], "weight_hh_l0": [8, 1], "weight_hr_l0": [2, 2]],
        "array weight_hr_l0", "shape [1, 2]"
      ),
      (
        [
          "weight_ih_l0": [8, 2], "weight_hh_l0": [8, 2], "weight_ih_l0_reverse": [6, 2],
          "weight_hh_l0_reverse": [6, 2],
        ],
        ", forward layers of the same kind before the backward one beside them "
          + "(array weight_ih_l0_reverse)", "shape [1]"
      ),
      (
        [
          "weight_ih_l0": [8, 2], "weight_hh_l0": [8, 2], "weight_ih_l0_reverse": [8, 3],
          "weight_hh_l0_reverse": [8, 2],
        ], "array weight_ih_l0_reverse", "shape [8, 2]"
      ),
    ] as [(KeyValuePairs<String, [Int]>, String, String)])
  func `directions and projections that do not fit are refused by name`(
    shapes: KeyValuePairs<String, [Int]>, place: String, expected: String
  ) {
    let problem = error(shapes)?.problem
    #expect(problem?.place ?? "" == place)
    #expect(problem?.expected == expected)
  }

  @Test func `a plain recurrent layer is refused with the shapes of gated ones`() {
    let problem = error(["weight_ih_l0": [2, 2], "weight_hh_l0": [2, 2]])?.problem
    #expect(problem?.place == "array weight_hh_l0")
    #expect(problem?.expected == "shape [8, 2] (LSTM) or [6, 2] (GRU)")
  }

  @Test func `a gap, a missing array and two stacks are refused`() {
    #expect(
      error([
        "weight_ih_l0": [8, 2], "weight_hh_l0": [8, 2], "weight_ih_l2": [8, 2],
        "weight_hh_l2": [8, 2],
      ])?.problem?.place == "array weight_ih_l2")
    #expect(
      error(["weight_ih_l0": [8, 2], "weight_hh_l0": [8, 2], "bias_ih_l0": [8]])?.problem?.expected
        == "an array \"bias_hh_l0\"")
    #expect(
      error([
        "a.weight_ih_l0": [8, 2], "a.weight_hh_l0": [8, 2], "b.weight_ih_l0": [8, 2],
        "b.weight_hh_l0": [8, 2],
      ])?.problem?.found == "a.weight_ih_l0, b.weight_ih_l0")
  }

  @Test func `a second layer that does not take what the first gives is told both shapes`() {
    let problem = error([
      "weight_ih_l0": [8, 2], "weight_hh_l0": [8, 2], "weight_ih_l1": [8, 3],
      "weight_hh_l1": [8, 2],
    ])?.problem
    #expect(problem?.place == "array weight_ih_l1")
    #expect(problem?.expected == "shape [8, 2]")
    #expect(problem?.found == "shape [8, 3]")
  }
}

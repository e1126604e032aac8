import LacunaDense
import Testing

@testable import LacunaImport

/// Models of the real framework, against what it says they give.
@Suite struct TorchGateOrderTests {
  /// The largest difference between what the imported model gives and what PyTorch gives.
  private func error(
    _ path: String, against expected: String, recipe: String? = nil
  ) throws -> Float {
    let folder = try TemporaryFolder()
    let recipe = try recipe.map { try folder.write($0, as: "recipe.json") }
    let model = try importModel(path: path, recipe: recipe).model
    let arrays = try ArrayFile(path: fixture("pytorch/expected.npz"))
    let tokens = try arrays.readArray(named: "tokens").values
    let reference = try arrays.readArray(named: expected).values
    var session = DenseSession(network: model.networks[0])
    var outputs: [Float] = []
    for token in tokens {
      outputs += try session.step(token: Int(token))
    }
    #expect(outputs.count == reference.count)
    return zip(outputs, reference).map { abs($0 - $1) }.max() ?? .infinity
  }

  @Test(arguments: [
    ("pytorch/lstm_state.pt", "lstm"), ("pytorch/lstm_module.pt", "lstm"),
    ("pytorch/lstm_script.pt", "lstm"), ("pytorch/checkpoint.pt", "lstm"),
    ("lstm.safetensors", "lstm"), ("pytorch/gru_state.pt", "gru"),
    ("pytorch/gru_module.pt", "gru"), ("pytorch/gru_script.pt", "gru"),
  ])
  func `a model of PyTorch gives what PyTorch gives`(name: String, expected: String) throws {
    #expect(try error(fixture(name), against: expected) < 1e-5)
  }

  /// The float arrays of a model, as a state dictionary in `.npz`, two gates of one of them swapped.
  private func write(
    _ name: String, swapping pair: (Int, Int), of gates: Int, in changed: String,
    to folder: TemporaryFolder
  ) throws -> String {
    let file = try ArrayFile(path: fixture(name))
    var arrays: [OutputArray] = []
    for array in file.arrays {
      guard case .float = array.element else { continue }
      var (shape, values) = try file.readArray(named: array.name)
      if array.name == changed {
        let block = values.count / gates
        for index in 0..<block {
          values.swapAt(pair.0 * block + index, pair.1 * block + index)
        }
      }
      arrays.append(OutputArray(name: array.name, shape: shape, values: values))
    }
    return try folder.write(try NumpyWriter.npz(arrays), as: "state.npz")
  }

  /// Each pair of gates, in each array that has them, of each kind of file with PyTorch's names.
  @Test(arguments: [
    ("pytorch/lstm_state.pt", "lstm", 4), ("pytorch/lstm_script.pt", "lstm", 4),
    ("lstm.safetensors", "lstm", 4), ("pytorch/gru_state.pt", "gru", 3),
    ("pytorch/gru_script.pt", "gru", 3),
  ])
  func `swapping any two gates gives something else than PyTorch`(
    name: String, expected: String, gates: Int
  ) throws {
    let folder = try TemporaryFolder()
    for array in ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"] {
      for first in 0..<gates {
        for second in first..<gates {
          let path = try write(
            name, swapping: (first, second), of: gates, in: "rnn.\(array)", to: folder)
          let error = try error(path, against: expected)
          // A gate swapped with itself is the model as it was.
          #expect(
            first == second ? error < 1e-5 : error > 1e-3,
            "\(array): gates \(first) and \(second): \(error)")
        }
      }
    }
  }

  private func recipe(_ kind: String, gates: String, more: String = "") -> String {
    """
    {"networks": [{"name": "n", "layers": [{"embedding": {"weight": "embedding.weight"}},
      {"\(kind)": {"input": "rnn.weight_ih_l0", "recurrent": "rnn.weight_hh_l0",
        "biases": ["rnn.bias_ih_l0", "rnn.bias_hh_l0"], "gates": "\(gates)"\(more)}},
      {"linear": {"weight": "output.weight", "bias": "output.bias"}}]}]}
    """
  }

  @Test func `two gates swapped give something else`() throws {
    #expect(
      try error(
        fixture("pytorch/lstm_state.pt"), against: "lstm", recipe: recipe("lstm", gates: "ifgo"))
        < 1e-5)
    #expect(
      try error(
        fixture("pytorch/lstm_state.pt"), against: "lstm", recipe: recipe("lstm", gates: "iofc"))
        > 0.05)
    let after = #", "reset": "after""#
    #expect(
      try error(
        fixture("pytorch/gru_state.pt"), against: "gru",
        recipe: recipe("gru", gates: "rzn", more: after))
        < 1e-5)
    #expect(
      try error(
        fixture("pytorch/gru_state.pt"), against: "gru",
        recipe: recipe("gru", gates: "zrn", more: after))
        > 0.05)
  }
}

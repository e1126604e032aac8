import LacunaDense
import Testing

@testable import LacunaImport

/// Models of the real framework, against what it says they give.
@Suite struct TorchGateOrderTests {
  /// The largest difference between what the imported model gives and what PyTorch gives.
  private func error(
    _ name: String, against expected: String, recipe: String? = nil
  ) throws -> Float {
    let folder = try TemporaryFolder()
    let recipe = try recipe.map { try folder.write($0, as: "recipe.json") }
    let model = try importModel(path: fixture(name), recipe: recipe).model
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
    #expect(try error(name, against: expected) < 1e-5)
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
        "pytorch/lstm_state.pt", against: "lstm", recipe: recipe("lstm", gates: "ifgo")) < 1e-5)
    #expect(
      try error(
        "pytorch/lstm_state.pt", against: "lstm", recipe: recipe("lstm", gates: "iofc")) > 0.05)
    let after = #", "reset": "after""#
    #expect(
      try error(
        "pytorch/gru_state.pt", against: "gru", recipe: recipe("gru", gates: "rzn", more: after))
        < 1e-5)
    #expect(
      try error(
        "pytorch/gru_state.pt", against: "gru", recipe: recipe("gru", gates: "zrn", more: after))
        > 0.05)
  }
}

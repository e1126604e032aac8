import LacunaDense
import Testing

@testable import LacunaImport

/// One LSTM and one GRU, each laid out as three frameworks do, against what NumPy says they give.
@Suite struct GateOrderTests {
  /// The largest difference between what the imported layer gives and what NumPy gives.
  private func error(
    _ layer: String, fixture name: String, expected: String = "expected"
  ) throws -> Float {
    let folder = try TemporaryFolder()
    let recipe = try folder.write(
      #"{"networks": [{"name": "n", "layers": [\#(layer)]}]}"#, as: "recipe.json")
    let model = try importModel(path: fixture(name), recipe: recipe).model
    let arrays = try ArrayFile(path: fixture(name))
    let features = try arrays.readArray(named: "features")
    let reference = try arrays.readArray(named: expected).values
    var session = DenseSession(network: model.networks[0])
    var outputs: [Float] = []
    for step in 0..<features.shape[0] {
      let size = features.shape[1]
      outputs += try session.step(
        features: Array(features.values[step * size..<(step + 1) * size]))
    }
    #expect(outputs.count == reference.count)
    return zip(outputs, reference).map { abs($0 - $1) }.max() ?? .infinity
  }

  private static let torchLSTM =
    #""input": "torch_w", "recurrent": "torch_u", "biases": ["torch_b", "torch_d"]"#
  private static let onnxLSTM = #""input": "onnx_w", "recurrent": "onnx_u", "biases": ["onnx_b"]"#
  private static let kerasLSTM =
    #""input": "keras_w", "recurrent": "keras_u", "biases": ["keras_b"], "transpose": true"#
  private static let kerasOneBias =
    #""input": "keras_w", "recurrent": "keras_u", "biases": ["keras_one_b"], "transpose": true"#

  @Test(arguments: [
    (torchLSTM, "ifgo"), (onnxLSTM, "iofc"), (kerasLSTM, "ifco"),
  ])
  func `an LSTM in its framework's gate order gives what NumPy gives`(
    arrays: String, gates: String
  ) throws {
    let layer = #"{"lstm": {\#(arrays), "gates": "\#(gates)"}}"#
    #expect(try error(layer, fixture: "lstm_orders.npz") < 1e-6)
  }

  @Test(arguments: [(torchLSTM, "iofc"), (onnxLSTM, "ifgo"), (kerasLSTM, "iofc")])
  func `an LSTM in another gate order gives something else`(arrays: String, gates: String) throws {
    let layer = #"{"lstm": {\#(arrays), "gates": "\#(gates)"}}"#
    #expect(try error(layer, fixture: "lstm_orders.npz") > 0.1)
  }

  @Test(arguments: [
    (torchLSTM, "rzn", "after"), (torchLSTM, "rzn", "before"),
    (onnxLSTM, "zrn", "after"), (onnxLSTM, "zrn", "before"),
    (kerasLSTM, "zrn", "after"), (kerasLSTM, "zrn", "before"),
  ])
  func `a GRU in its framework's gate order gives what NumPy gives`(
    arrays: String, gates: String, reset: String
  ) throws {
    let layer = #"{"gru": {\#(arrays), "gates": "\#(gates)", "reset": "\#(reset)"}}"#
    #expect(
      try error(layer, fixture: "gru_orders.npz", expected: "expected_\(reset)") < 1e-6)
  }

  @Test func `a GRU with one bias gives what NumPy gives`() throws {
    let layer = #"{"gru": {\#(Self.kerasOneBias), "gates": "zrn", "reset": "before"}}"#
    #expect(
      try error(layer, fixture: "gru_orders.npz", expected: "expected_one_bias") < 1e-6)
  }

  @Test(arguments: [
    (torchLSTM, "zrn", "after"), (torchLSTM, "rzn", "before"), (onnxLSTM, "rzn", "after"),
    (kerasOneBias, "zrn", "after"),
  ])
  func `a GRU in another gate order, or reset elsewhere, gives something else`(
    arrays: String, gates: String, reset: String
  ) throws {
    let layer = #"{"gru": {\#(arrays), "gates": "\#(gates)", "reset": "\#(reset)"}}"#
    #expect(
      try error(layer, fixture: "gru_orders.npz", expected: "expected_after") > 0.01)
  }

  @Test func `biases count as the source has them`() throws {
    let folder = try TemporaryFolder()
    let counts = try [
      (Self.torchLSTM, 40), (Self.onnxLSTM, 40), (Self.kerasLSTM, 20),
      (#""input": "torch_w", "recurrent": "torch_u""#, 0),
    ].map { arrays, count in
      let gates = arrays.contains("onnx") ? "iofc" : "ifco"
      let recipe = try folder.write(
        #"{"networks": [{"name": "n", "layers": [{"lstm": {\#(arrays), "gates": "\#(gates)"}}]}]}"#,
        as: "recipe.json")
      let imported = try importModel(path: fixture("lstm_orders.npz"), recipe: recipe)
      #expect(imported.denseByteCount == 4 * (20 * 3 + 20 * 5 + count))
      return imported.model.networks[0].layers[0].sourceBiasCount
    }
    #expect(counts == [40, 40, 20, 0])
  }
}

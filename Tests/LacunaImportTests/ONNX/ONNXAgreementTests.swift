import Foundation
import LacunaDense
import Testing

@testable import LacunaImport

/// Models that real exporters wrote, against what ONNX Runtime says that they give.
@Suite struct ONNXAgreementTests {
  @Test(arguments: [
    "lstm", "gru", "language_model", "states", "flattened", "unbatched", "last_state", "last_step",
    "lstm_bidirectional", "gru_bidirectional",
  ])
  func `what PyTorch's exporters write gives what ONNX Runtime gives`(name: String) throws {
    for exporter in ["torchscript", "dynamo"] {
      let fixtureName = "\(name)_\(exporter)"
      #expect(
        try onnxError(fixture("onnx/\(fixtureName).onnx"), of: fixtureName) < 2e-6,
        "\(fixtureName)")
    }
  }

  @Test(arguments: [
    "gru_reset_before", "gru_reset_after", "lstm_reverse", "lstm_hard_sigmoid", "lstm_layout_1",
    "gru_layout_1", "perceptron", "external",
  ])
  func `each attribute and place of weights gives what ONNX Runtime gives`(name: String) throws {
    #expect(try onnxError(fixture("onnx/\(name).onnx"), of: name) < 2e-6)
  }

  /// ONNX Runtime rounds activations to 8 bits here, which the dense model does not.
  @Test(arguments: ["quantized_int8", "quantized_uint8", "quantized_optimized"])
  func `dynamically quantized weights are dequantized`(name: String) throws {
    let error = try onnxError(fixture("onnx/\(name).onnx"), of: name)
    #expect(error < 0.05)
    let float = try onnxError(
      fixture("onnx/language_model_torchscript.onnx"), of: "language_model_torchscript")
    #expect(error > float)
  }

  @Test func `a GRU's reset is where linear_before_reset says`() throws {
    let folder = try TemporaryFolder()
    for (name, value) in [("gru_reset_before", Int64(1)), ("gru_reset_after", 0)] {
      var model = try onnxFixture(name)
      model.change("GRU") { $0.set("linear_before_reset") { $0.i = value } }
      #expect(try onnxError(model.write(to: folder), of: name) > 0.01)
    }
  }

  @Test func `layers, directions and unused arrays are what the file has`() throws {
    let imported = try importModel(
      path: fixture("onnx/lstm_bidirectional_torchscript.onnx"), recipe: nil)
    let layers = imported.model.networks[0].layers
    #expect(
      layers.map(\.direction) == [.forward, .backwardBeside, .forward, .backwardBeside, .forward])
    #expect(Set(layers.flatMap(\.matrices).map(\.name)).count == 9)
    #expect(imported.unusedArrays.isEmpty)
    #expect(imported.formatDescription.hasPrefix("ONNX by pytorch"))
    let rows = 16 * (3 + 4) * 2 + 16 * (8 + 4) * 2 + 2 * 8
    #expect(imported.denseByteCount == 4 * (rows + 4 * 32 + 2))
  }

  @Test func `the names of weights that an exporter takes apart stay`() throws {
    let model = try importModel(path: fixture("onnx/lstm_reverse.onnx"), recipe: nil).model
    #expect(model.networks[0].layers[0].matrices.map(\.name) == ["W", "R"])
  }

  @Test func `a recipe names the arrays, in place of the graph`() throws {
    let folder = try TemporaryFolder()
    let layer = #"{"lstm": {"input": "W", "recurrent": "R", "biases": ["B"], "gates": "iofc"}}"#
    let recipe = try folder.write(
      #"{"networks": [{"name": "n", "layers": [\#(layer)]}]}"#, as: "recipe.json")
    let name = "lstm_layout_1"
    #expect(try onnxError(fixture("onnx/\(name).onnx"), of: name, recipe: recipe) < 2e-6)
    let other = try folder.write(
      #"{"networks": [{"name": "n", "layers": [\#(layer.replacing("iofc", with: "ifgo"))]}]}"#,
      as: "other.json")
    #expect(try onnxError(fixture("onnx/\(name).onnx"), of: name, recipe: other) > 0.01)
  }

  @Test func `a file without the extension is known by its first bytes`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(fixtureBytes("onnx/perceptron.onnx"), as: "model")
    #expect(try onnxError(path, of: "perceptron") < 2e-6)
  }
}

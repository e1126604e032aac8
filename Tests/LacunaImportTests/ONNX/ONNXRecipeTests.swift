import LacunaDense
import Testing

@testable import LacunaImport

/// What `lacuna recipe` says of an ONNX file.
@Suite struct ONNXRecipeTests {
  @Test(arguments: [
    "language_model_torchscript", "gru_torchscript", "lstm_reverse", "perceptron",
    "last_step_torchscript",
  ])
  func `the recipe of a graph makes the same model`(name: String) throws {
    let folder = try TemporaryFolder()
    let draft = try draftRecipe(path: fixture("onnx/\(name).onnx"))
    let recipe = try folder.write(draft.text, as: "recipe.json")
    #expect(try onnxError(fixture("onnx/\(name).onnx"), of: name, recipe: recipe) < 2e-6)
    #expect(draft.notes.first?.contains("needs no recipe") == true)
  }

  @Test func `what a recipe cannot name is noted`() throws {
    let both = try draftRecipe(path: fixture("onnx/gru_bidirectional_torchscript.onnx"))
    #expect(both.notes.contains { $0.contains("[1] is a part of an array") })
    let hard = try draftRecipe(path: fixture("onnx/lstm_hard_sigmoid.onnx"))
    #expect(hard.notes.contains { $0.contains("HardSigmoid") })
  }

  @Test func `layers have the names of their biases`() throws {
    let imported = try importModel(
      path: fixture("onnx/language_model_torchscript.onnx"), recipe: nil)
    #expect(imported.biasNames.map(\.count) == [0, 1, 1, 1])
    #expect(imported.biasNames.last == ["linear.bias"])
    #expect(imported.arrays.contains { $0.name == "linear.bias" && $0.shape == [9] })
  }
}

import LacunaDense
import LacunaONNXSchema
import Testing

@testable import LacunaImport

/// What `lacuna recipe` says of an ONNX file.
@Suite struct ONNXRecipeTests {
  @Test(arguments: [
    "language_model_torchscript", "gru_torchscript", "lstm_reverse", "perceptron",
    "last_step_torchscript", "lstm_hard_sigmoid", "gru_reset_before",
  ])
  func `the recipe of a graph makes the same model`(name: String) throws {
    let folder = try TemporaryFolder()
    let draft = try draftRecipe(path: fixture("onnx/\(name).onnx"))
    let recipe = try folder.write(draft.text, as: "recipe.json")
    #expect(try onnxError(fixture("onnx/\(name).onnx"), of: name, recipe: recipe) < 2e-6)
    #expect(draft.notes.first?.contains("needs no recipe") == true)
    #expect(!draft.notes.contains { $0.contains("does not work") })
  }

  /// A recipe names whole arrays of floats.
  @Test(arguments: [
    ("gru_bidirectional_torchscript", "[0], which is a part of an array"),
    ("lstm_bidirectional_dynamo", "[0], which is a part of an array"),
    ("quantized_int8", ", which is uint8 "), ("quantized_optimized", ", which is uint8 "),
  ])
  func `where no recipe can be written, none is, and the message says what to do`(
    name: String, found: String
  ) throws {
    let path = fixture("onnx/\(name).onnx")
    let error = importError { _ = try draftRecipe(path: path) }
    guard case .unsupported(let problem) = error else {
      Issue.record("a recipe was written")
      return
    }
    #expect(problem.found.contains(found), "\(problem.found)")
    #expect(
      problem.found.hasSuffix("lacuna convert \(path) reads the graph itself and needs no recipe"))
    #expect(throws: Never.self) { try importModel(path: path, recipe: nil) }
  }

  /// What is cut and put together has the name of an array that is something else.
  @Test func `no recipe is written where weights are put together of arrays or of their parts`()
    throws
  {
    let weights = ONNXTensorProto("w", [3, 2], floats: [1, 2, 3, 4, 5, 6])
    let more = ONNXTensorProto("v", [3, 1], floats: [7, 8, 9])
    let numbers = (0...3).map { ONNXTensorProto("\($0)", [1], integers: [Int64($0)]) }
    func join(_ names: [String], axis: Int64) -> ONNXNodeProto {
      var node = ONNXNodeProto("Concat", names, ["joined"])
      node.set("axis") { $0.i = axis }
      return node
    }
    let halves = [
      ONNXNodeProto("Slice", ["w", "1", "3", "0"], ["end"]),
      ONNXNodeProto("Slice", ["w", "0", "1", "0"], ["begin"]),
    ]
    let product = ONNXNodeProto("MatMul", ["x", "joined"], ["y"])
    let folder = try TemporaryFolder()
    for nodes in [[join(["w", "v"], axis: 1)], halves + [join(["end", "begin"], axis: 0)]] {
      let path = try onnxModel(nodes + [product], [weights, more] + numbers).write(to: folder)
      #expect(throws: Never.self) { try importModel(path: path, recipe: nil) }
      guard case .unsupported(let problem) = importError({ _ = try draftRecipe(path: path) }) else {
        Issue.record("a recipe was written")
        return
      }
      #expect(problem.found.hasPrefix("a layer of parts of arrays, or of several put together"))
    }
    let plain = ONNXNodeProto("MatMul", ["x", "w"], ["y"])
    let path = try onnxModel([plain], [weights]).write(to: folder)
    #expect(throws: Never.self) { try draftRecipe(path: path) }
  }

  @Test func `layers have the names of their biases`() throws {
    let imported = try importModel(
      path: fixture("onnx/language_model_torchscript.onnx"), recipe: nil)
    #expect(imported.biasNames.map(\.count) == [0, 1, 1, 1])
    #expect(imported.biasNames.last == ["linear.bias"])
    #expect(imported.arrays.contains { $0.name == "linear.bias" && $0.shape == [9] })
  }
}

import Foundation
import LacunaONNXSchema
import Testing

@testable import LacunaImport

/// Graphs that are right and mean what a file cannot hold: each is refused by name.
@Suite struct ONNXRefusalTests {
  private func problem(_ model: ONNXModelProto) throws -> ImportProblem? {
    let folder = try TemporaryFolder()
    let path = try model.write(to: folder)
    guard
      case .unsupported(let problem)? = importError({
        _ = try importModel(path: path, recipe: nil)
      })
    else { return nil }
    return problem
  }

  private func refused(
    _ name: String, _ operatorName: String, _ expected: String,
    _ change: (inout ONNXNodeProto) -> Void
  ) throws -> Bool {
    var model = try onnxFixture(name)
    model.change(operatorName, change)
    guard let problem = try problem(model) else { return false }
    return problem.expected.contains(expected) && problem.place?.contains(operatorName) == true
  }

  @Test func `an operator outside the list is named, with its node`() throws {
    var softmax = ONNXNodeProto("Softmax", ["x"], ["y"])
    softmax.name = "/out/Softmax"
    let problem = try problem(try onnxModel([softmax], []))
    #expect(problem?.place == "node 0, Softmax \"/out/Softmax\"")
    #expect(problem?.found == "Softmax")
    softmax.domain = "com.example"
    #expect(
      try self.problem(try onnxModel([softmax], []))?.place?.contains("com.example.Softmax") == true
    )
  }

  @Test func `an operator that no output depends on does not matter`() throws {
    var model = try onnxFixture("perceptron")
    model.nodes.append(ONNXNodeProto("Softmax", ["nothing"], ["unused"]))
    let folder = try TemporaryFolder()
    #expect(try onnxError(model.write(to: folder), of: "perceptron") < 2e-6)
  }

  @Test func `what a cell may not have is refused by name`() throws {
    #expect(try refused("lstm_reverse", "LSTM", "no clip") { $0.set("clip") { $0.f = 1 } })
    #expect(
      try refused("lstm_reverse", "LSTM", "a forget gate of their own") {
        $0.set("input_forget") { $0.i = 1 }
      })
    #expect(
      try refused("lstm_reverse", "LSTM", "no peepholes") {
        $0.input += ["", "", "", "B"]
      })
    for name in ["Relu", "Softsign", "ScaledTanh", "LeakyRelu"] {
      #expect(
        try refused("lstm_reverse", "LSTM", "activations Sigmoid, Tanh or HardSigmoid") {
          $0.set("activations") { $0.strings = [name, "Tanh", "Tanh"].map { Data($0.utf8) } }
        })
    }
    #expect(
      try refused("lstm_hard_sigmoid", "LSTM", "alpha is 1/2^n") {
        $0.set("activation_alpha") { $0.floats = [0.2, 0.25] }
      })
    #expect(
      try refused("lstm_reverse", "LSTM", "initial state that is zero or an input") {
        $0.input += ["", "R"]
      })
    #expect(
      try refused("lstm_reverse", "LSTM", "an initial state of its own") { $0.input += ["", "x"] })
    #expect(
      try refused("lstm_reverse", "LSTM", "lengths that are an input") { $0.input += ["B"] })
  }

  @Test func `what a linear layer may not have is refused by name`() throws {
    #expect(
      try refused("perceptron", "Gemm", "alpha and beta of 1") { $0.set("alpha") { $0.f = 2 } })
    #expect(
      try refused("perceptron", "Gemm", "alpha and beta of 1") { $0.set("transA") { $0.i = 1 } })
    let weight = ONNXTensorProto("w", [3, 3], floats: Array(repeating: 1, count: 9))
    let bias = ONNXTensorProto("b", [3], floats: [1, 2, 3])
    let product = ONNXNodeProto("MatMul", ["x", "w"], ["p"])
    for nodes in [
      [ONNXNodeProto("Add", ["x", "b"], ["y"])], [ONNXNodeProto("Relu", ["x"], ["y"])],
      [product, ONNXNodeProto("Add", ["p", "x"], ["y"])],
      [product, ONNXNodeProto("Relu", ["p"], ["q"]), ONNXNodeProto("Add", ["q", "b"], ["y"])],
      [product, ONNXNodeProto("Relu", ["p"], ["q"]), ONNXNodeProto("Tanh", ["q"], ["y"])],
      [ONNXNodeProto("MatMul", ["w", "x"], ["y"])],
    ] {
      #expect(try problem(try onnxModel(nodes, [weight, bias]))?.place?.hasPrefix("node") == true)
    }
  }

  @Test func `graphs that are no single sequence of layers are refused`() throws {
    var heads = try onnxFixture("perceptron")
    heads.nodes.append(ONNXNodeProto("Gemm", [heads.nodes[0].output[0], "2.weight"], ["other"]))
    heads.nodes = heads.nodes.map { node in
      var node = node
      if node.output == ["other"] { node.set("transB") { $0.i = 1 } }
      return node
    }
    var output = ONNXValueInfoProto()
    output.name = "other"
    heads.graph.output.append(try output.serializedData())
    #expect(try problem(heads)?.expected == "one sequence of layers")
  }

  @Test func `parts of what a layer gives are refused, but for the last step`() throws {
    var model = try onnxFixture("lstm_reverse")
    model.change("LSTM") { $0.output = ["steps"] }
    model.arrays.append(ONNXTensorProto("i", [], integers: [0]))
    model.nodes.append(ONNXNodeProto("Gather", ["steps", "i"], ["y"]))
    #expect(try problem(model)?.expected == "all that a layer gives, or its last step")
    model.arrays = model.arrays.map {
      $0.name == "i" ? ONNXTensorProto("i", [], integers: [-1]) : $0
    }
    let folder = try TemporaryFolder()
    let path = try model.write(to: folder)
    #expect(throws: Never.self) { try importModel(path: path, recipe: nil) }
  }

  @Test func `axes that a layer would take for others are refused`() throws {
    // The second layer would read the sequences as steps.
    var model = try onnxFixture("gru_reset_after")
    model.change("GRU") { $0.output = ["a"] }
    var transpose = ONNXNodeProto("Transpose", ["b"], ["c"])
    transpose.set("perm") { $0.ints = [1, 0, 2] }
    model.arrays.append(ONNXTensorProto("one", [1], integers: [1]))
    model.arrays.append(
      ONNXTensorProto("W2", [1, 12, 4], floats: Array(repeating: 1, count: 48)))
    model.nodes += [
      ONNXNodeProto("Squeeze", ["a", "one"], ["b"]), transpose,
      ONNXNodeProto("GRU", ["c", "W2", "R"], ["y"]),
    ]
    #expect(try problem(model)?.expected.contains("same axes for steps") == true)
    model.change("Transpose") { $0.set("perm") { $0.ints = [0, 1, 2] } }
    let folder = try TemporaryFolder()
    let path = try model.write(to: folder)
    #expect(throws: Never.self) { try importModel(path: path, recipe: nil) }
  }
}

import Foundation
import LacunaONNXSchema
import Testing

@testable import LacunaImport

/// Files that somebody made to do harm, or that were cut short on the way.
@Suite struct ONNXHostileTests {
  private func error(_ model: ONNXModelProto) throws -> ImportError? {
    error(Array(try model.serializedData()))
  }

  private func error(_ bytes: [UInt8]) -> ImportError? {
    importError { _ = try importONNX(bytes) }
  }

  private func isMalformed(_ error: ImportError?, _ expected: String, _ found: String) -> Bool {
    guard case .malformed(let problem) = error else { return false }
    return problem.expected.contains(expected)
      && (found.isEmpty || problem.found.contains(found))
  }

  private func isUnsupported(_ error: ImportError?, _ expected: String, _ found: String) -> Bool {
    guard case .unsupported(let problem) = error else { return false }
    return problem.expected.contains(expected)
      && (found.isEmpty || problem.found.contains(found))
  }

  private let weight = ONNXTensorProto("w", [3, 2], floats: [1, 2, 3, 4, 5, 6])

  /// The last field is the list of operator sets: without it, the graph is still whole.
  @Test(arguments: [("perceptron", 4), ("gru_layout_1", 6)])
  func `a file cut short anywhere is refused`(name: String, lastField: Int) throws {
    let bytes = try fixtureBytes("onnx/\(name).onnx")
    for count in 1..<bytes.count where count != bytes.count - lastField {
      let failure = importError {
        _ = try importONNX(Array(bytes[..<count]))
      }
      #expect(failure != nil, "\(count) bytes")
    }
  }

  @Test func `a byte changed anywhere crashes nothing`() throws {
    let bytes = try fixtureBytes("onnx/lstm_hard_sigmoid.onnx")
    var refused = 0
    for index in bytes.indices {
      for value in [0, 0xFF, bytes[index] ^ 1, bytes[index] ^ 0x80] {
        var changed = bytes
        changed[index] = value
        let failure = importError { _ = try importONNX(changed) }
        refused += failure == nil ? 0 : 1
      }
    }
    #expect(refused > 200)
  }

  @Test func `lengths past the end, and longer than memory, are refused`() throws {
    // Field 7, the graph, with lengths of 2^28, 2^35 and 2^63 - 1.
    for length: [UInt8] in [
      [0x80, 0x80, 0x80, 0x80, 0x01], [0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
      [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
      [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
    ] {
      let failure = error([0x08, 0x09, 0x3A] + length + [0, 0])
      #expect(isMalformed(failure, "a protobuf ModelProto", "bytes"))
    }
  }

  @Test func `groups that nest without end are refused`() throws {
    let groups = [UInt8](repeating: 0x0B, count: 1_000_000)
    #expect(isMalformed(error([0x08, 0x09] + groups), "a protobuf ModelProto", "100"))
  }

  @Test func `strings that are not UTF-8 are refused`() throws {
    let name: [UInt8] = [0x12, 0x02, 0xC3, 0x28]
    #expect(isMalformed(error([0x08, 0x09] + name), "a protobuf ModelProto", "UTF-8"))
    var model = try onnxModel([ONNXNodeProto("Relu", ["x"], ["y"])], [])
    model.graph.node[0].append(contentsOf: [0x1A, 0x02, 0xC3, 0x28])
    #expect(isMalformed(try error(model), "a protobuf NodeProto", "UTF-8"))
  }

  @Test func `a file of millions of empty messages is refused`() throws {
    var model = ONNXModelProto()
    model.irVersion = 9
    model.graph.node = Array(repeating: Data(), count: 1_000_000)
    #expect(isUnsupported(try error(model), "at most 65536 nodes", "1000000"))
    model.graph.node = []
    model.graph.initializer = Array(repeating: Data(), count: 1_000_000)
    #expect(isUnsupported(try error(model), "at most 65536 arrays", "1000000"))
    var node = ONNXNodeProto("Relu", ["x"], ["y"])
    node.attribute = Array(repeating: Data(), count: 1_000_000)
    #expect(isUnsupported(try error(try onnxModel([node], [])), "64 attributes", "1000000"))
  }

  @Test func `a file without a graph, or without anything, is refused`() throws {
    #expect(isMalformed(error([0x08, 0x09]), "a graph", "no graph"))
    var model = ONNXModelProto()
    model.graph = ONNXGraphProto()
    #expect(isUnsupported(try error(model), "an output that a layer gives", "none"))
  }

  @Test func `cycles and nodes out of order are refused`() throws {
    let cycle = try onnxModel(
      [
        ONNXNodeProto("Identity", ["b"], ["a"]), ONNXNodeProto("Identity", ["a"], ["b"]),
        ONNXNodeProto("MatMul", ["b", "w"], ["y"]),
      ], [weight])
    #expect(isMalformed(try error(cycle), "given before", "\"b\", which depends on this"))
    let alone = try onnxModel([ONNXNodeProto("MatMul", ["y", "w"], ["y"])], [weight])
    #expect(isMalformed(try error(alone), "given before", "\"y\""))
  }

  @Test func `a value that nothing gives is named`() throws {
    let model = try onnxModel([ONNXNodeProto("MatMul", ["x", "v"], ["y"])], [weight])
    #expect(isMalformed(try error(model), "given before", "\"v\", which nothing gives"))
    let none = try onnxModel([], [])
    #expect(isMalformed(try error(none), "given before", "\"y\", which nothing gives"))
    let short = try onnxModel([ONNXNodeProto("MatMul", ["x"], ["y"])], [weight])
    #expect(isMalformed(try error(short), "weights as input 1", "none"))
  }

  @Test func `names that come twice are refused`() throws {
    let product = ONNXNodeProto("MatMul", ["x", "w"], ["y"])
    #expect(
      isMalformed(
        try error(try onnxModel([product], [weight, weight])), "different names", "\"w\" twice"))
    #expect(
      isMalformed(
        try error(try onnxModel([product, product], [weight])), "different names",
        "\"y\" a second time"))
    var twice = product
    twice.set("a") { $0.i = 1 }
    twice.attribute.append(twice.attribute[0])
    #expect(
      isMalformed(
        try error(try onnxModel([twice], [weight])), "different names", "\"a\" twice"))
  }

  @Test func `negative, overflowing and missing extents are refused`() throws {
    let product = ONNXNodeProto("MatMul", ["x", "w"], ["y"])
    for (dims, expected) in [
      ([-3, 2], "no negative extent"), ([.max, .max], "63 bits"), ([1 << 62, 2], "63 bits"),
      ([3, 3], "9 elements"), ([3], "3 elements"),
    ] as [([Int64], String)] {
      let array = ONNXTensorProto("w", dims, floats: [1, 2, 3, 4, 5, 6])
      guard case .malformed(let problem) = try error(try onnxModel([product], [array])) else {
        Issue.record("\(dims) is not refused")
        continue
      }
      #expect(problem.expected.contains(expected))
      #expect(problem.place == "array \"w\"")
    }
    let empty = ONNXTensorProto("w", [0, 2], floats: [])
    #expect(isUnsupported(try error(try onnxModel([product], [empty])), "not empty", "[0, 2]"))
    let deep = ONNXTensorProto("w", Array(repeating: 1, count: 100), floats: [1])
    #expect(isUnsupported(try error(try onnxModel([product], [deep])), "at most 16 axes", "100"))
    let model = try onnxModel([product], [weight], inputShape: [nil, -1, 3])
    #expect(isMalformed(try error(model), "an extent of 1 or more", "-1"))
  }

  @Test func `weights that are put together again and again are refused`() throws {
    var nodes = [ONNXNodeProto("Concat", ["w", "w"], ["v0"])]
    nodes[0].set("axis") { $0.i = 1 }
    for index in 0..<60 {
      nodes.append(ONNXNodeProto("Concat", ["v\(index)", "v\(index)"], ["v\(index + 1)"]))
      nodes[index + 1].set("axis") { $0.i = 1 }
    }
    nodes.append(ONNXNodeProto("MatMul", ["x", "v60"], ["y"]))
    #expect(
      isUnsupported(try error(try onnxModel(nodes, [weight])), "bytes of weights", "after") == false
    )
    guard case .unsupported(let problem) = try error(try onnxModel(nodes, [weight])) else {
      Issue.record("it is not refused")
      return
    }
    #expect(problem.expected.contains("bytes of weights that are put together"))
  }

  @Test func `scalars in place of weights are refused`() throws {
    let scalar = ONNXTensorProto("s", [], floats: [1])
    var byte = ONNXTensorProto("q", [], floats: [])
    byte.dataType = 3
    byte.rawData = Data([1])
    let one = ONNXTensorProto("o", [1], floats: [1])
    let join = ONNXNodeProto("Concat", ["o", "s"], ["v"])
    let product = ONNXNodeProto("MatMul", ["x", "v"], ["y"])
    #expect(
      isMalformed(
        try error(try onnxModel([join, product], [scalar, one])), "arrays of floats", ""))
    var lstm = ONNXNodeProto(
      "DynamicQuantizeLSTM", ["x", "q", "q", "", "", "", "", "", "s", "q", "s", "q"], ["y"])
    lstm.domain = "com.microsoft"
    #expect(
      isMalformed(try error(try onnxModel([lstm], [scalar, byte])), "scales of each direction", ""))
    for operatorName in ["LSTM", "GRU"] {
      let node = ONNXNodeProto(operatorName, ["x", "s", "s", "s"], ["y"])
      #expect(
        isUnsupported(try error(try onnxModel([node], [scalar])), "a constant array of floats", ""))
    }
  }

  @Test func `shapes that grow without end are refused`() throws {
    var nodes = [ONNXNodeProto("Shape", ["x"], ["s0"])]
    for index in 0..<40 {
      nodes.append(ONNXNodeProto("Concat", ["s\(index)", "s\(index)"], ["s\(index + 1)"]))
    }
    nodes.append(ONNXNodeProto("Reshape", ["x", "s40"], ["y"]))
    #expect(isUnsupported(try error(try onnxModel(nodes, [])), "at most 64 numbers", "96"))
    nodes = [ONNXNodeProto("Shape", ["x"], ["s0"])]
    for index in 0..<80 {
      nodes.append(ONNXNodeProto("Mul", ["s\(index)", "s\(index)"], ["s\(index + 1)"]))
    }
    nodes.append(ONNXNodeProto("Reshape", ["x", "s80"], ["y"]))
    #expect(isUnsupported(try error(try onnxModel(nodes, [])), "fits 63 bits", "larger"))
  }

  @Test func `numbers at the ends of 64 bits overflow nothing`() throws {
    let edges: [Int64] = [.min, .min + 1, -1, 0, 1, .max - 1, .max]
    let product = ONNXNodeProto("MatMul", ["v", "w"], ["y"])
    for one in edges {
      for other in edges {
        let numbers = [
          ONNXTensorProto("a", [1], integers: [one]), ONNXTensorProto("b", [1], integers: [other]),
          weight,
        ]
        for node in [
          ONNXNodeProto("Slice", ["x", "a", "b"], ["v"]),
          ONNXNodeProto("Slice", ["x", "a", "b", "a", "b"], ["v"]),
          ONNXNodeProto("Slice", ["w", "a", "b", "a", "b"], ["v"]),
          ONNXNodeProto("Gather", ["w", "a"], ["v"]), ONNXNodeProto("Gather", ["x", "b"], ["v"]),
          ONNXNodeProto("Squeeze", ["x", "a"], ["v"]),
          ONNXNodeProto("Unsqueeze", ["x", "a"], ["v"]),
          ONNXNodeProto("Reshape", ["w", "a"], ["v"]), ONNXNodeProto("Reshape", ["x", "b"], ["v"]),
          ONNXNodeProto("Mul", ["a", "b"], ["v"]), ONNXNodeProto("ConstantOfShape", ["a"], ["v"]),
          ONNXNodeProto("Expand", ["w", "a"], ["v"]),
        ] {
          // Whether it is refused or not, nothing traps.
          _ = try error(try onnxModel([node, product], numbers))
        }
      }
    }
  }
}

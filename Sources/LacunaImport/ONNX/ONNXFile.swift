import Foundation
import LacunaONNXSchema

/// An ONNX file, looked through: its arrays and what its graph computes.
///
/// What the messages hold is counted before it is decoded. Elements stay in the file's map where they
/// lie there as they are needed; lists that do not are decoded (``ONNXElementSource``).
struct ONNXFile {
  let path: String
  /// The framework that wrote it: `pytorch 2.13.0`.
  let producer: String
  /// Nodes that outputs depend on, in the file's order, in which each comes after those it needs.
  let nodes: [ONNXNode]
  /// In the file's order.
  let arrays: [ONNXArray]
  /// What the caller gives.
  let inputs: [ONNXInput]
  /// Names of values.
  let outputs: [String]
  /// Where arrays, and constants of nodes, have their elements.
  let elements: ONNXElementSource
  /// Bytes of the file and of those with its external data.
  let byteCount: Int

  /// - Throws: `ImportError` where the bytes are no ONNX model.
  init(_ file: SourceFile) throws(ImportError) {
    let place = ONNXPlace(path: file.path, name: nil)
    let whole = ONNXMessage(file: file, range: 0..<file.count)
    var graph: ONNXGraphParts?
    let model = try whole.decode(ONNXModelProto.self, keeping: [2, 3], at: place) {
      (field) throws(ImportError) in
      guard field.number == 7, let message = whole.message(in: field) else { return }
      var parts = graph ?? ONNXGraphParts()
      graph = nil
      try parts.add(message, at: place)
      graph = parts
    }
    guard let graph else {
      throw place.malformed(expected: "an ONNX model with a graph", found: "no graph")
    }
    try graph.check(at: place)
    producer =
      model.producerVersion.isEmpty
      ? model.producerName : "\(model.producerName) \(model.producerVersion)"
    path = file.path
    elements = ONNXElementSource(file)

    let outputs = try Self.values(graph.outputs, "output", at: place).map(\.name)
    nodes = try Self.nodes(graph.nodes, neededFor: outputs, at: place)
    let arrays = try Self.arrays(graph.arrays, from: elements, at: place)
    let names = Set(arrays.map(\.name))
    // Before version 4 of the representation, arrays are inputs too, with a value of their own.
    inputs = try Self.values(graph.inputs, "input", at: place).filter { !names.contains($0.name) }
    self.arrays = arrays
    self.outputs = outputs
    byteCount = file.count + elements.externalData.byteCount
  }

  private static func values(
    _ part: ONNXGraphParts.Part, _ kind: String, at place: ONNXPlace
  ) throws(ImportError) -> [ONNXInput] {
    var values: [ONNXInput] = []
    for (index, message) in part.messages.enumerated() {
      values.append(
        try ONNXInput(message, at: ONNXPlace(path: place.path, name: "\(kind) \(index)")))
    }
    return values
  }

  /// Those that the outputs depend on. A node stands after all that give what it takes, so one look
  /// from the last to the first finds them.
  private static func nodes(
    _ part: ONNXGraphParts.Part, neededFor outputs: [String], at place: ONNXPlace
  ) throws(ImportError) -> [ONNXNode] {
    var needed = Set(outputs)
    var nodes: [ONNXNode] = []
    var nameCount = 0
    for (index, message) in part.messages.enumerated().reversed() {
      let node = try ONNXNode(message, index: index)
      guard node.outputs.contains(where: { !$0.isEmpty && needed.contains($0) }) else { continue }
      nameCount += node.inputs.count + node.outputs.count
      guard nameCount <= ONNXLimits.names else {
        throw place.unsupported(
          expected: "at most \(ONNXLimits.names) inputs and outputs of all nodes", found: "more")
      }
      needed.formUnion(node.inputs)
      nodes.append(node)
    }
    return nodes.reversed()
  }

  private static func arrays(
    _ part: ONNXGraphParts.Part, from source: ONNXElementSource, at place: ONNXPlace
  ) throws(ImportError) -> [ONNXArray] {
    var arrays: [ONNXArray] = []
    var names: Set<String> = []
    for (index, message) in part.messages.enumerated() {
      let tensor = try ONNXTensorMessage(
        message, at: ONNXPlace(path: place.path, name: "array \(index)"))
      let name = tensor.header.name
      guard names.insert(name).inserted else {
        throw place.malformed(expected: "arrays of different names", found: "\"\(name)\" twice")
      }
      arrays.append(try ONNXArray(tensor, from: source))
    }
    return arrays
  }
}

/// An array of the file, or why it cannot be read, which matters only where it is used.
struct ONNXArray {
  let name: String
  let content: Result<ONNXTensor, ImportError>

  fileprivate init(
    _ message: ONNXTensorMessage, from source: ONNXElementSource
  ) throws(ImportError) {
    name = message.header.name
    do throws(ImportError) {
      content = .success(try ONNXTensor(message, name: name, from: source))
    } catch .unsupported(let problem) {
      content = .failure(.unsupported(problem))
    }
  }
}

import Foundation
import LacunaONNXSchema

/// An ONNX file, decoded: its arrays and what its graph computes.
///
/// The nodes and arrays of the message are decoded one after another, so that what is in memory is
/// at most about twice the file: the arrays, and the message that they are taken from. The map goes
/// when that has been decoded.
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
  /// Where nodes find elements that are in other files.
  let externalData: ONNXExternalData
  /// Bytes of the file and of those with its external data.
  let byteCount: Int

  /// - Throws: `ImportError` where the bytes are no ONNX model.
  init(_ source: consuming SourceFile) throws(ImportError) {
    let path = source.path
    let place = ONNXPlace(path: path, name: nil)
    let externalData = ONNXExternalData(modelPath: path)
    let fileByteCount = source.count
    var model = try decodeONNX(ONNXModelProto.self, source.owner.bytes, at: place)
    guard model.hasGraph else {
      throw place.malformed(expected: "an ONNX model with a graph", found: "no graph")
    }
    producer =
      model.producerVersion.isEmpty
      ? model.producerName : "\(model.producerName) \(model.producerVersion)"
    self.path = path
    self.externalData = externalData
    var graph = model.graph
    model.graph = ONNXGraphProto()
    try Self.check(graph, at: place)

    let outputs = try Self.values(graph.output, "output", at: place).map(\.name)
    nodes = try Self.nodes(graph.node, neededFor: outputs, path: path)
    let arrays = try Self.arrays(&graph.initializer, in: externalData, at: place)
    let names = Set(arrays.map(\.name))
    // Before version 4 of the representation, arrays are inputs too, with a value of their own.
    inputs = try Self.values(graph.input, "input", at: place).filter { !names.contains($0.name) }
    self.arrays = arrays
    self.outputs = outputs
    byteCount = fileByteCount + externalData.byteCount
  }

  private static func check(_ graph: ONNXGraphProto, at place: ONNXPlace) throws(ImportError) {
    for (items, kind) in [
      (graph.node, "nodes"), (graph.initializer, "arrays"), (graph.input, "inputs"),
      (graph.output, "outputs"),
    ] where items.count > ONNXLimits.items {
      throw place.unsupported(
        expected: "at most \(ONNXLimits.items) \(kind)", found: "\(items.count)")
    }
    guard graph.sparseInitializer.isEmpty else {
      throw place.unsupported(
        expected: "dense arrays", found: "\(graph.sparseInitializer.count) sparse initializers")
    }
  }

  private static func values(
    _ messages: [Data], _ kind: String, at place: ONNXPlace
  ) throws(ImportError) -> [ONNXInput] {
    var values: [ONNXInput] = []
    for (index, bytes) in messages.enumerated() {
      values.append(
        try ONNXInput(bytes, at: ONNXPlace(path: place.path, name: "\(kind) \(index)")))
    }
    return values
  }

  /// Those that the outputs depend on. A node stands after all that give what it takes, so one look
  /// from the last to the first finds them.
  private static func nodes(
    _ messages: [Data], neededFor outputs: [String], path: String
  ) throws(ImportError) -> [ONNXNode] {
    var needed = Set(outputs)
    var nodes: [ONNXNode] = []
    for (index, bytes) in messages.enumerated().reversed() {
      let node = try ONNXNode(bytes, index: index, path: path)
      guard node.outputs.contains(where: { !$0.isEmpty && needed.contains($0) }) else { continue }
      needed.formUnion(node.inputs)
      nodes.append(node)
    }
    return nodes.reversed()
  }

  /// Takes each message out of the list before it is decoded, so that it can go.
  private static func arrays(
    _ messages: inout [Data], in folder: ONNXExternalData, at place: ONNXPlace
  ) throws(ImportError) -> [ONNXArray] {
    var arrays: [ONNXArray] = []
    var names: Set<String> = []
    for index in messages.indices {
      var bytes = Data()
      swap(&bytes, &messages[index])
      let message = try decodeONNX(
        ONNXTensorProto.self, bytes, at: ONNXPlace(path: place.path, name: "array \(index)"))
      bytes = Data()
      guard names.insert(message.name).inserted else {
        throw place.malformed(
          expected: "arrays of different names", found: "\"\(message.name)\" twice")
      }
      arrays.append(try ONNXArray(message, in: folder, path: place.path))
    }
    return arrays
  }
}

/// An array of the file, or why it cannot be read, which matters only where it is used.
struct ONNXArray {
  let name: String
  let content: Result<ONNXTensor, ImportError>

  fileprivate init(
    _ message: ONNXTensorProto, in folder: ONNXExternalData, path: String
  ) throws(ImportError) {
    name = message.name
    do throws(ImportError) {
      content = .success(try ONNXTensor(message, name: name, in: folder, path: path))
    } catch .unsupported(let problem) {
      content = .failure(.unsupported(problem))
    }
  }
}

import Foundation
import LacunaDense
import LacunaONNXSchema
import SwiftProtobuf

@testable import LacunaImport

/// A model of `Fixtures/onnx`, as it is or changed.
func onnxFixture(_ name: String) throws -> ONNXModelProto {
  try ONNXModelProto(serializedBytes: Data(fixtureBytes("onnx/\(name).onnx")))
}

/// The model that these bytes are.
func importONNX(_ bytes: [UInt8]) throws -> ImportedModel {
  try importModel(from: ArrayFile(path: "model.onnx", bytes: bytes), recipe: nil)
}

/// The largest difference between what the imported model gives and what ONNX Runtime gave.
///
/// Where the graph keeps the last step alone, so does this.
func onnxError(
  _ model: String, of fixtureName: String, recipe: String? = nil
) throws -> Float {
  let arrays = try ArrayFile(path: fixture("onnx/\(fixtureName).npz"))
  let network = try importModel(path: model, recipe: recipe).model.networks[0]
  var session = DenseSession(network: network)
  let outputs: [[Float]]
  if arrays.array(named: "tokens") != nil {
    let tokens = try arrays.readArray(named: "tokens").values.map { Int($0) }
    outputs = try session.run(tokens: tokens)
  } else {
    let features = try arrays.readArray(named: "features")
    let size = features.shape[1]
    outputs = try session.run(
      features: (0..<features.shape[0]).map {
        Array(features.values[$0 * size..<($0 + 1) * size])
      })
  }
  let expected = try arrays.readArray(named: "expected")
  let found = outputs.suffix(expected.shape[0]).flatMap { $0 }
  guard found.count == expected.values.count else { return .infinity }
  return zip(found, expected.values).map { abs($0 - $1) }.max() ?? .infinity
}

extension ONNXModelProto {
  /// The message as a file in `folder`.
  func write(to folder: TemporaryFolder, as name: String = "model.onnx") throws -> String {
    try folder.write(Array(try serializedData()), as: name)
  }

  var nodes: [ONNXNodeProto] {
    get { graph.node.compactMap { try? ONNXNodeProto(serializedBytes: $0) } }
    set { graph.node = newValue.compactMap { try? $0.serializedData() } }
  }

  var arrays: [ONNXTensorProto] {
    get { graph.initializer.compactMap { try? ONNXTensorProto(serializedBytes: $0) } }
    set { graph.initializer = newValue.compactMap { try? $0.serializedData() } }
  }

  /// Changes the node of an operator.
  mutating func change(_ operatorName: String, _ body: (inout ONNXNodeProto) -> Void) {
    nodes = nodes.map { node in
      var node = node
      if node.opType == operatorName { body(&node) }
      return node
    }
  }

  /// Changes an array.
  mutating func change(array name: String, _ body: (inout ONNXTensorProto) -> Void) {
    arrays = arrays.map { array in
      var array = array
      if array.name == name { body(&array) }
      return array
    }
  }
}

extension ONNXNodeProto {
  init(_ operatorName: String, _ inputs: [String], _ outputs: [String]) {
    self.init()
    opType = operatorName
    input = inputs
    output = outputs
  }

  mutating func set(_ name: String, _ body: (inout ONNXAttributeProto) -> Void) {
    var attributes = attribute.compactMap { try? ONNXAttributeProto(serializedBytes: $0) }
      .filter { $0.name != name }
    var new = ONNXAttributeProto()
    new.name = name
    body(&new)
    attributes.append(new)
    attribute = attributes.compactMap { try? $0.serializedData() }
  }
}

extension ONNXTensorProto {
  init(_ name: String, _ dims: [Int64], floats: [Float]) {
    self.init()
    self.name = name
    self.dims = dims
    dataType = 1
    floatData = floats
  }

  init(_ name: String, _ dims: [Int64], integers: [Int64]) {
    self.init()
    self.name = name
    self.dims = dims
    dataType = 7
    int64Data = integers
  }
}

/// A graph of one input `x` of free axes and the last one of 3, and one output `y`.
func onnxModel(
  _ nodes: [ONNXNodeProto], _ arrays: [ONNXTensorProto], inputShape: [Int64?] = [nil, 1, 3]
) throws -> ONNXModelProto {
  var input = ONNXValueInfoProto()
  input.name = "x"
  input.type.tensorType.shape.dim = try inputShape.map { extent in
    var dimension = ONNXTensorShapeProto.Dimension()
    if let extent { dimension.dimValue = extent } else { dimension.dimParam = "n" }
    return try dimension.serializedData()
  }
  var output = ONNXValueInfoProto()
  output.name = "y"
  var model = ONNXModelProto()
  model.irVersion = 9
  model.graph.input = [try input.serializedData()]
  model.graph.output = [try output.serializedData()]
  model.nodes = nodes
  model.arrays = arrays
  return model
}

import Foundation
import LacunaONNXSchema

/// A node of the graph. Its attributes are decoded when it is evaluated.
struct ONNXNode: Sendable {
  /// Among the graph's nodes.
  let index: Int
  let operatorName: String
  /// Empty for the standard's own operators.
  let domain: String
  /// Names of values; empty for one that is left out.
  let inputs: [String]
  let outputs: [String]
  let attributes: [Data]
  let place: ONNXPlace

  init(_ bytes: Data, index: Int, path: String) throws(ImportError) {
    let position = ONNXPlace(path: path, name: "node \(index)")
    let message = try decodeONNX(ONNXNodeProto.self, bytes, at: position)
    self.index = index
    operatorName = message.opType
    domain = message.domain == "ai.onnx" ? "" : message.domain
    inputs = message.input
    outputs = message.output
    attributes = message.attribute
    let name = message.name.isEmpty ? "" : " \"\(message.name)\""
    let prefix = domain.isEmpty ? "" : domain + "."
    place = ONNXPlace(path: path, name: "node \(index), \(prefix)\(operatorName)\(name)")
    guard inputs.count <= ONNXLimits.items, outputs.count <= ONNXLimits.items,
      attributes.count <= ONNXLimits.attributes
    else {
      throw place.unsupported(
        expected: "at most \(ONNXLimits.items) inputs and outputs and \(ONNXLimits.attributes) "
          + "attributes",
        found: "\(inputs.count), \(outputs.count) and \(attributes.count)")
    }
  }
}

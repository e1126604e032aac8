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
  private let message: ONNXMessage
  let place: ONNXPlace

  init(_ message: ONNXMessage, index: Int) throws(ImportError) {
    let position = ONNXPlace(path: message.file.path, name: "node \(index)")
    var attributeCount = 0
    let node = try message.decode(ONNXNodeProto.self, keeping: Self.kept, at: position) { field in
      attributeCount += field.number == Self.attribute ? 1 : 0
    }
    self.message = message
    self.index = index
    operatorName = node.opType
    domain = node.domain == "ai.onnx" ? "" : node.domain
    inputs = node.input
    outputs = node.output
    let name = node.name.isEmpty ? "" : " \"\(node.name)\""
    let prefix = domain.isEmpty ? "" : domain + "."
    place = ONNXPlace(path: position.path, name: "node \(index), \(prefix)\(operatorName)\(name)")
    guard inputs.count <= ONNXLimits.items, outputs.count <= ONNXLimits.items,
      attributeCount <= ONNXLimits.attributes
    else {
      throw place.unsupported(
        expected: "at most \(ONNXLimits.items) inputs and outputs and \(ONNXLimits.attributes) "
          + "attributes",
        found: "\(inputs.count), \(outputs.count) and \(attributeCount)")
    }
  }

  /// The messages of its attributes.
  var attributes: [ONNXMessage] {
    get throws(ImportError) {
      var messages: [ONNXMessage] = []
      try message.forEachField(of: "NodeProto", at: place) { field in
        guard field.number == Self.attribute, let attribute = message.message(in: field) else {
          return
        }
        messages.append(attribute)
      }
      return messages
    }
  }

  private static let attribute = 5
  /// Inputs, outputs, name, operator and domain.
  private static let kept = [1, 2, 3, 4, 7]
}

/// The messages of a graph, counted and found, but not decoded.
struct ONNXGraphParts {
  /// Messages of one kind, in the file's order.
  struct Part {
    /// The first ``ONNXLimits/items`` of them.
    private(set) var messages: [ONNXMessage] = []
    private(set) var count = 0

    fileprivate mutating func add(_ message: ONNXMessage) {
      if count < ONNXLimits.items { messages.append(message) }
      count += 1
    }
  }

  private(set) var nodes = Part()
  private(set) var arrays = Part()
  private(set) var inputs = Part()
  private(set) var outputs = Part()
  private var sparseArrayCount = 0

  /// Adds what a message has. A graph that comes in several is all of them, one after another.
  mutating func add(_ graph: ONNXMessage, at place: ONNXPlace) throws(ImportError) {
    try graph.forEachField(of: "GraphProto", at: place) { (field) throws(ImportError) in
      guard let message = graph.message(in: field) else { return }
      switch field.number {
      case 1: nodes.add(message)
      case 5: arrays.add(message)
      case 11: inputs.add(message)
      case 12: outputs.add(message)
      case 15: sparseArrayCount += 1
      default: break
      }
    }
  }

  /// - Throws: `ImportError.unsupported` where there is more than is read, or what is not.
  func check(at place: ONNXPlace) throws(ImportError) {
    for (part, kind) in [
      (nodes, "nodes"), (arrays, "arrays"), (inputs, "inputs"), (outputs, "outputs"),
    ] where part.count > ONNXLimits.items {
      throw place.unsupported(
        expected: "at most \(ONNXLimits.items) \(kind)", found: "\(part.count)")
    }
    guard sparseArrayCount == 0 else {
      throw place.unsupported(
        expected: "dense arrays", found: "\(sparseArrayCount) sparse initializers")
    }
  }
}

import LacunaONNXSchema

/// What a graph takes or gives: a name, and the extents that are known.
struct ONNXInput {
  let name: String
  /// Nil where it is not said how many axes there are; an extent is nil where it may vary.
  let shape: [Int?]?

  init(_ source: ONNXMessage, at position: ONNXPlace) throws(ImportError) {
    let message = try source.decode(ONNXValueInfoProto.self, keeping: [1, 2], at: position)
    let place = ONNXPlace(path: position.path, name: "\(position.name ?? "") \"\(message.name)\"")
    name = message.name
    guard !name.isEmpty else {
      throw place.malformed(expected: "a name", found: "none")
    }
    guard message.hasType, message.type.hasTensorType, message.type.tensorType.hasShape else {
      shape = nil
      return
    }
    let dims = message.type.tensorType.shape.dim
    guard dims.count <= ONNXLimits.rank else {
      throw place.unsupported(
        expected: "at most \(ONNXLimits.rank) axes", found: "\(dims.count)")
    }
    var shape: [Int?] = []
    for bytes in dims {
      let extent = try decodeONNX(ONNXTensorShapeProto.Dimension.self, bytes, at: place)
      guard !extent.hasDimValue || extent.dimValue > 0 else {
        throw place.malformed(expected: "an extent of 1 or more", found: "\(extent.dimValue)")
      }
      shape.append(extent.hasDimValue ? Int(extent.dimValue) : nil)
    }
    self.shape = shape
  }
}

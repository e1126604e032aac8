extension ONNXTensor {
  /// An array as the file has it.
  ///
  /// - Parameters:
  ///   - name: the message's own, or another where it has none.
  ///   - source: where elements lie.
  /// - Throws: `ImportError`, where its extents are negative or its bytes are not as many as they
  ///   say, and for external data that do not lie in the model's folder.
  init(
    _ message: ONNXTensorMessage, name: String, from source: ONNXElementSource
  ) throws(ImportError) {
    let header = message.header
    let place = ONNXPlace(path: source.file.path, name: "array \"\(name)\"")
    guard let type = ONNXElementType(rawValue: header.dataType), type.byteCount != nil else {
      throw place.unsupported(
        expected: "elements of 8 to 64 bits, floats or integers",
        found: "data type \(header.dataType)")
    }
    guard !header.hasSegment else {
      throw place.unsupported(expected: "a whole array", found: "a segment of one")
    }
    let shape = try Self.shape(header.dims, of: type, at: place)
    let count = shape.reduce(1, *)
    let elements =
      switch header.dataLocation {
      case 0: try ONNXElements(message, type: type, count: count, from: source, at: place)
      case 1:
        try source.externalData.elements(
          header.externalData, type: type, count: count, at: place)
      default:
        throw place.malformed(
          expected: "data location 0 or 1", found: "\(header.dataLocation)")
      }
    self.init(name: name, elements: elements, shape: shape)
  }

  /// Extents whose product, in bytes, is an `Int`.
  private static func shape(
    _ dims: [Int64], of type: ONNXElementType, at place: ONNXPlace
  ) throws(ImportError) -> [Int] {
    guard dims.count <= ONNXLimits.rank else {
      throw place.unsupported(
        expected: "at most \(ONNXLimits.rank) axes", found: "\(dims.count)")
    }
    var byteCount = type.byteCount ?? 0
    for extent in dims {
      guard extent >= 0 else {
        throw place.malformed(expected: "no negative extent", found: "shape \(dims)")
      }
      let (product, overflow) = byteCount.multipliedReportingOverflow(by: Int(extent))
      guard !overflow else {
        throw place.malformed(
          expected: "a number of bytes that fits 63 bits", found: "shape \(dims) of \(type)")
      }
      byteCount = product
    }
    guard byteCount > 0 else {
      throw place.unsupported(expected: "an array that is not empty", found: "shape \(dims)")
    }
    return dims.map { Int($0) }
  }
}

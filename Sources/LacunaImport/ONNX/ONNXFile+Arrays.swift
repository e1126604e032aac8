extension ONNXFile {
  /// Whether a file says that it is an ONNX model: protobuf has no signature, but every ONNX writer
  /// begins with the version, a small number in field 1.
  static func recognizes(_ file: SourceFile, first: [UInt8]) -> Bool {
    // The next field is a string (2 to 4, 6), the model's version (5), the graph (7) or opsets (8).
    file.path.hasSuffix(".onnx")
      || (first.count > 2 && first[0] == 0x08 && (1..<0x80).contains(first[1])
        && [0x12, 0x1A, 0x22, 0x28, 0x32, 0x3A, 0x42].contains(first[2]))
  }

  /// The arrays as those of any other file, for a recipe to name them.
  var sourceArrays: [SourceArray] {
    arrays.compactMap { array in
      guard case .success(let tensor) = array.content else { return nil }
      let elements = tensor.elements
      return SourceArray(
        name: tensor.name,
        element: elements.format.map { .float($0) } ?? .other("\(elements.type)"),
        shape: tensor.shape, strides: tensor.strides, bytes: elements.region,
        byteOffset: nil, place: nil)
    }
  }
}

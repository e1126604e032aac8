import LacunaDense

/// What a safetensors header says of one tensor.
struct SafetensorsTensor {
  let name: String
  let type: String
  let shape: [Int]
  /// Counted from the end of the header.
  let range: Range<Int>

  /// - Parameter byteCount: bytes after the header.
  init(name: String, _ node: JSONNode, byteCount: Int) throws(ImportError) {
    let object = try node.object(keys: ["dtype", "shape", "data_offsets"])
    self.name = name
    type = try object.required("dtype").string()
    let shapeNode = try object.required("shape")
    shape = try shapeNode.elements().map { element throws(ImportError) in try element.count() }
    let offsetsNode = try object.required("data_offsets")
    let offsets = try offsetsNode.elements().map { element throws(ImportError) in
      try element.count()
    }
    guard offsets.count == 2, offsets[0] <= offsets[1], offsets[1] <= byteCount else {
      throw offsetsNode.fail(
        expected: "[begin, end] with begin <= end <= \(byteCount), the bytes after the header",
        found: "\(offsets)")
    }
    range = offsets[0]..<offsets[1]
    // Strides are products too, of the extents that are not 0.
    guard let bits = Self.product(shape.map { max($0, 1) }, times: Self.bitCounts[type] ?? 8) else {
      throw shapeNode.fail(expected: "a shape of fewer than 2^63 bits", found: "\(shape)")
    }
    if let width = Self.bitCounts[type] {
      let expected = shape.contains(0) ? 0 : bits
      guard expected % 8 == 0, expected / 8 == range.count else {
        throw offsetsNode.fail(
          expected: "\(Double(expected) / 8) bytes for \(type) \(shape), \(width) bits each",
          found: "\(range.count)")
      }
    }
  }

  func array(in file: SourceFile, dataStart: Int) -> SourceArray {
    let start = dataStart + range.lowerBound
    return SourceArray(
      name: name, element: element, shape: shape,
      strides: SourceArray.contiguousStrides(of: shape),
      bytes: SourceRegion(start..<start + range.count, of: file), byteOffset: start, place: nil)
  }

  private var element: ArrayElement {
    switch type {
    case "F16": .float(DenseElementFormat(.float16))
    case "BF16": .float(DenseElementFormat(.bfloat16))
    case "F32": .float(DenseElementFormat(.float32))
    case "F64": .float(DenseElementFormat(.float64))
    default: .other("elements of type \(type)")
    }
  }

  /// Bits of an element, for the types that safetensors 0.8 knows.
  private static let bitCounts: [String: Int] = [
    "BOOL": 8, "U8": 8, "I8": 8, "U16": 16, "I16": 16, "U32": 32, "I32": 32, "U64": 64, "I64": 64,
    "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8,
    "F16": 16, "BF16": 16, "F32": 32, "F64": 64, "C64": 64,
  ]

  private static func product(_ shape: [Int], times width: Int) -> Int? {
    var product = width
    for extent in shape {
      let (next, overflows) = product.multipliedReportingOverflow(by: extent)
      guard !overflows else { return nil }
      product = next
    }
    return product
  }
}

extension ONNXInterpreter {
  /// Numbers that say a shape, multiplied; or the scales of a quantized product.
  mutating func multiply(_ operation: ONNXOperation) throws(ImportError) -> ONNXValue {
    let (left, right) = (try operation.required(0), try operation.required(1))
    if let left = left.integers, let right = right.integers {
      let count = max(left.elements.count, right.elements.count)
      guard [1, count].contains(left.elements.count), [1, count].contains(right.elements.count)
      else {
        throw operation.place.malformed(
          expected: "vectors of one length",
          found: "\(left.elements.count) and \(right.elements.count) numbers")
      }
      var elements: [ONNXDimension] = []
      for index in 0..<count {
        let product =
          left.elements[left.elements.count == 1 ? 0 : index]
          * right.elements[right.elements.count == 1 ? 0 : index]
        guard let product else {
          throw operation.place.unsupported(
            expected: "a product that fits 63 bits", found: "a larger one")
        }
        elements.append(product)
      }
      return .integers(
        ONNXIntegers(isScalar: left.isScalar && right.isScalar, elements: elements))
    }
    return try multiplyScales(left, right, operation)
  }
}

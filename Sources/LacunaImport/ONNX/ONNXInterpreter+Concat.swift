// Values put together.

extension ONNXInterpreter {
  mutating func concat(_ operation: ONNXOperation) throws(ImportError) -> ONNXValue {
    var values: [ONNXValue] = []
    for index in operation.inputs.indices {
      values.append(try operation.required(index))
    }
    guard let first = values.first else {
      throw operation.place.malformed(expected: "an input", found: "none")
    }
    if values.count == 1 { return first }
    if let numbers = Self.joined(values) {
      guard numbers.elements.count <= ONNXLimits.shapeElements else {
        throw operation.place.unsupported(
          expected: "at most \(ONNXLimits.shapeElements) numbers",
          found: "\(numbers.elements.count)")
      }
      return .integers(numbers)
    }
    switch first {
    case .constant(let tensor):
      var tensors: [ONNXTensor] = []
      for index in values.indices { tensors.append(try operation.constant(index, "weights")) }
      let axis = try operation.place.axis(
        try operation.attributes.integer("axis") ?? 0, rank: tensor.rank)
      let isStack = axis == 0 && tensors.count == 2 && tensors.allSatisfy { $0.shape.first == 1 }
      if isStack { return .stack(tensors) }
      return .constant(try join(tensors, axis: axis, at: operation.place))
    case .uniform(let value):
      guard values.allSatisfy({ if case .uniform(value) = $0 { true } else { false } }) else {
        break
      }
      return first
    case .signal(let signal):
      // Final states, side by side, may leave the graph; inputs are states that enter it.
      let sources = values.compactMap { value -> ONNXSignal? in
        guard case .signal(let signal) = value else { return nil }
        return signal
      }
      let areStates = sources.allSatisfy { $0.isOpaque || $0.isLastStep }
      let areInputs = sources.allSatisfy {
        switch $0.source {
        case .input, .inputPart: true
        case .layer, .finalState: false
        }
      }
      if sources.count == values.count && (areStates || areInputs) { return .signal(signal.part) }
    default: break
    }
    throw operation.place.unsupported(
      expected: "shapes, weights or final states to put together",
      found: values.prefix(4).map(\.summary).joined(separator: " and "))
  }

  /// Vectors of numbers that say a shape, one after another; nil where some are not.
  private static func joined(_ values: [ONNXValue]) -> ONNXIntegers? {
    var elements: [ONNXDimension] = []
    for value in values {
      guard let integers = value.integers, !integers.isScalar else { return nil }
      elements += integers.elements
    }
    return ONNXIntegers(isScalar: false, elements: elements)
  }

  /// Arrays of floats, one after another along an axis, as one of its own.
  mutating func join(
    _ tensors: [ONNXTensor], axis: Int, at place: ONNXPlace
  ) throws(ImportError) -> ONNXTensor {
    var shape = tensors[0].shape
    for tensor in tensors.dropFirst() {
      guard tensor.rank == shape.count, tensor.isFloat, tensors[0].isFloat,
        shape.indices.allSatisfy({ $0 == axis || tensor.shape[$0] == shape[$0] })
      else {
        throw place.malformed(
          expected: "arrays of floats that differ along axis \(axis) alone",
          found: tensors.prefix(4).map(\.summary).joined(separator: "; "))
      }
      shape[axis] += tensor.shape[axis]
    }
    let outer = shape[..<axis].reduce(1, *)
    return try derived(tensors[0].name, shape: shape, at: place) { values in
      let stride = values.count / outer
      var first = 0
      for tensor in tensors {
        let length = tensor.count / outer
        for (place, value) in tensor.floats.enumerated() {
          values[place / length * stride + first + place % length] = value
        }
        first += length
      }
    }
  }
}

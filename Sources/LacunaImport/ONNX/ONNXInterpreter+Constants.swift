extension ONNXInterpreter {
  /// `Identity`, `Dropout` (which does nothing in inference) and `Cast` between like types.
  mutating func unchanged(_ operation: ONNXOperation) throws(ImportError) -> ONNXValue {
    let value = try operation.required(0)
    switch operation.node.operatorName {
    case "Cast":
      try checkCast(of: value, operation)
    case "Dropout":
      let training = try operation.optionalConstant(2, "the training mode")
      let isTraining = training.map { $0.elements.type == .bool && $0.elements.integer(0) != 0 }
      guard isTraining != true else {
        throw operation.place.unsupported(
          expected: "dropout in inference, where it does nothing", found: "training mode")
      }
    default: break
    }
    return value
  }

  /// Floats stay floats and integers integers; what tokens and lengths are is left to the caller.
  private func checkCast(
    of value: ONNXValue, _ operation: ONNXOperation
  ) throws(ImportError) {
    let code = try operation.attributes.integer("to") ?? 0
    let type = Int32(exactly: code).flatMap { ONNXElementType(rawValue: $0) }
    let isLike: Bool? =
      switch value {
      case .constant(let tensor): tensor.isFloat ? type?.isFloat : type?.isInteger
      case .stack, .uniform, .quantized: type?.isFloat
      case .integers: type?.isInteger
      case .signal(let signal):
        if case .layer = signal.source { type?.isFloat } else { type.map { $0 != .bool } }
      }
    guard isLike == true else {
      throw operation.place.unsupported(
        expected: "a cast between floats, or between integers",
        found: "\(value.summary), cast to \(type.map { "\($0)" } ?? "data type \(code)")")
    }
  }

  func constant(_ operation: ONNXOperation) throws(ImportError) -> ONNXValue {
    let attributes = operation.attributes
    let name = operation.node.outputs.first ?? ""
    if let message = try attributes.tensor("value") {
      return .constant(try ONNXTensor(message, name: name, from: file.elements))
    }
    if let value = try attributes.integer("value_int") {
      return .integers(ONNXIntegers(isScalar: true, elements: [ONNXDimension(value)]))
    }
    if let values = try attributes.integers("value_ints") {
      return .integers(ONNXIntegers(isScalar: false, elements: values.map { ONNXDimension($0) }))
    }
    if let value = try attributes.float("value_float") { return .uniform(value) }
    guard let elements = try attributes.elements("value_floats", from: file.elements) else {
      throw operation.place.unsupported(
        expected: "a constant of floats or integers", found: "another, or an empty one")
    }
    return .constant(ONNXTensor(name: name, elements: elements, shape: [elements.count]))
  }

  /// One number in a shape: whole numbers that say a shape where it is short and known.
  func constantOfShape(_ operation: ONNXOperation) throws(ImportError) -> ONNXValue {
    guard let shape = try operation.shape(0) else {
      throw operation.place.malformed(expected: "a shape", found: "none")
    }
    guard let message = try operation.attributes.tensor("value") else { return .uniform(0) }
    let tensor = try ONNXTensor(message, name: "value", from: file.elements)
    guard tensor.count == 1 else {
      throw operation.place.malformed(expected: "one value", found: "\(tensor.count)")
    }
    if tensor.isFloat { return .uniform(tensor.floats[0]) }
    guard tensor.isInteger, shape.elements.count == 1, let count = shape.elements[0].value,
      (0...ONNXLimits.shapeElements).contains(count)
    else {
      throw operation.place.unsupported(
        expected: "floats, or a short vector of integers", found: "\(tensor.elements.type)")
    }
    let element = ONNXDimension(tensor.integers[0])
    return .integers(
      ONNXIntegers(isScalar: false, elements: Array(repeating: element, count: count)))
  }

  /// A value that is the same everywhere may be spread over any shape.
  mutating func expand(_ operation: ONNXOperation) throws(ImportError) -> ONNXValue {
    let value = try operation.required(0)
    switch value {
    case .uniform: return value
    case .constant(let tensor) where tensor.isFloat:
      let values = try floats(tensor, at: operation.place)
      if values.allSatisfy({ $0 == values[0] }) { return .uniform(values[0]) }
    case .signal(let signal) where signal.isOpaque: return value
    default: break
    }
    throw operation.place.unsupported(
      expected: "one float to spread over a shape", found: value.summary)
  }
}

/// A node about to be evaluated, with what it takes.
struct ONNXOperation {
  let node: ONNXNode
  let attributes: ONNXAttributes
  /// Nil for one that is left out.
  let inputs: [ONNXValue?]

  var place: ONNXPlace { node.place }

  /// An input that need not be there.
  func optional(_ index: Int) -> ONNXValue? {
    index < inputs.count ? inputs[index] : nil
  }

  func required(_ index: Int) throws(ImportError) -> ONNXValue {
    guard let value = optional(index) else {
      throw place.malformed(expected: "an input \(index)", found: "none")
    }
    return value
  }

  /// A constant array.
  func constant(_ index: Int, _ role: String) throws(ImportError) -> ONNXTensor {
    guard let tensor = try optionalConstant(index, role) else {
      throw place.malformed(expected: "\(role) as input \(index)", found: "none")
    }
    return tensor
  }

  func optionalConstant(_ index: Int, _ role: String) throws(ImportError) -> ONNXTensor? {
    switch optional(index) {
    case nil: return nil
    case .constant(let tensor): return tensor
    case .some(let value):
      throw place.unsupported(expected: "a constant array of \(role)", found: value.summary)
    }
  }

  /// A constant array of integers that are quantized weights, or a part of such.
  func integers(_ index: Int, _ role: String) throws(ImportError) -> ONNXTensor {
    let tensor = try constant(index, role)
    guard tensor.isInteger else {
      throw place.unsupported(expected: "integers as \(role)", found: tensor.summary)
    }
    return tensor
  }

  /// A constant array of floats.
  func floats(_ index: Int, _ role: String) throws(ImportError) -> ONNXTensor {
    let tensor = try constant(index, role)
    guard tensor.isFloat else {
      throw place.unsupported(expected: "floats as \(role)", found: tensor.summary)
    }
    return tensor
  }

  func signal(_ index: Int) throws(ImportError) -> ONNXSignal {
    let value = try required(index)
    guard case .signal(let signal) = value else {
      throw place.unsupported(
        expected: "a value that depends on the input as input \(index)", found: value.summary)
    }
    return signal
  }

  /// Whole numbers that say a shape, axes or indices; nil where the input is left out.
  func shape(_ index: Int) throws(ImportError) -> ONNXIntegers? {
    guard let value = optional(index) else { return nil }
    guard let integers = value.integers else {
      throw place.unsupported(
        expected: "at most \(ONNXLimits.shapeElements) whole numbers as input \(index)",
        found: value.summary)
    }
    return integers
  }

  /// The same, where they may not depend on the graph's inputs.
  func numbers(_ index: Int) throws(ImportError) -> [Int]? {
    guard let integers = try shape(index) else { return nil }
    var numbers: [Int] = []
    for element in integers.elements {
      guard let value = element.value else {
        throw place.unsupported(
          expected: "constant numbers as input \(index)",
          found: "one that depends on the input's shape")
      }
      numbers.append(value)
    }
    return numbers
  }

  /// Numbers that are an attribute in older versions of the standard, and an input in newer ones.
  func numbers(attribute: String, orInput index: Int) throws(ImportError) -> [Int]? {
    if let numbers = try attributes.integers(attribute) { return numbers }
    return try numbers(index)
  }
}

extension ONNXValue {
  /// The value as numbers that say a shape; nil where it is none.
  var integers: ONNXIntegers? {
    switch self {
    case .integers(let integers): return integers
    case .constant(let tensor)
    where tensor.isInteger && tensor.rank <= 1 && tensor.count <= ONNXLimits.shapeElements:
      return ONNXIntegers(
        isScalar: tensor.rank == 0, elements: tensor.integers.map { ONNXDimension($0) })
    default: return nil
    }
  }
}

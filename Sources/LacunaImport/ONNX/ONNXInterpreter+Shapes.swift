extension ONNXInterpreter {
  func shape(_ operation: ONNXOperation) throws(ImportError) -> ONNXValue {
    let value = try operation.required(0)
    var dimensions: [ONNXDimension] = []
    switch value {
    case .constant(let tensor):
      dimensions = tensor.shape.map { ONNXDimension($0) }
    case .signal(let signal) where !signal.isOpaque:
      for axis in signal.axes {
        guard let dimension = axis.dimension else {
          throw operation.place.unsupported(
            expected: "an extent that fits 63 bits", found: "a larger one")
        }
        dimensions.append(dimension)
      }
    default:
      throw operation.place.unsupported(
        expected: "a value whose shape is known", found: value.summary)
    }
    let rank = dimensions.count
    func bound(_ name: String, _ otherwise: Int) throws(ImportError) -> Int {
      let index = try operation.attributes.integer(name) ?? otherwise
      return min(max(index < 0 ? index + rank : index, 0), rank)
    }
    let start = try bound("start", 0)
    let end = max(try bound("end", rank), start)
    return .integers(ONNXIntegers(isScalar: false, elements: Array(dimensions[start..<end])))
  }

  mutating func transpose(_ operation: ONNXOperation) throws(ImportError) -> ONNXValue {
    func order(_ rank: Int) throws(ImportError) -> [Int] {
      guard let order = try operation.attributes.integers("perm") else {
        return (0..<rank).reversed()
      }
      guard order.sorted() == Array(0..<rank) else {
        throw operation.place.malformed(
          expected: "an order of \(rank) axes", found: "\(order)")
      }
      return order
    }
    return try rearrange(operation) { tensor throws(ImportError) in
      tensor.transposed(try order(tensor.rank))
    } signal: { signal throws(ImportError) in
      var result = signal
      result.axes = try order(signal.rank).map { signal.axes[$0] }
      return result
    }
  }

  mutating func squeeze(_ operation: ONNXOperation) throws(ImportError) -> ONNXValue {
    let given = try operation.numbers(attribute: "axes", orInput: 1)
    if case .integers(var integers) = try operation.required(0) {
      guard integers.elements.count == 1, given ?? [0] == [0] || given == [-1] else {
        throw operation.place.malformed(
          expected: "a vector of 1 number", found: "\(integers.elements.count)")
      }
      integers.isScalar = true
      return .integers(integers)
    }
    return try rearrange(operation) { tensor throws(ImportError) in
      let axes =
        try given.map { axes throws(ImportError) in
          try operation.place.axes(axes, rank: tensor.rank)
        } ?? tensor.shape.indices.filter { tensor.shape[$0] == 1 }
      guard axes.allSatisfy({ tensor.shape[$0] == 1 }) else {
        throw operation.place.malformed(
          expected: "axes of extent 1", found: "\(axes) of shape \(tensor.shape)")
      }
      return tensor.droppingAxes(axes)
    } signal: { signal throws(ImportError) in
      let axes =
        try given.map { axes throws(ImportError) in
          try operation.place.axes(axes, rank: signal.rank)
        } ?? signal.axes.indices.filter { signal.axes[$0].isEmpty }
      // An axis of unknown extent is 1 wherever the graph runs at all.
      guard axes.allSatisfy({ signal.axes[$0].dimension?.value ?? 1 == 1 }) else {
        throw operation.place.malformed(
          expected: "axes of extent 1", found: "axes \(axes), some of them of more")
      }
      var result = signal
      result.axes = signal.axes.indices.filter { !axes.contains($0) }.map { signal.axes[$0] }
      return result
    }
  }

  mutating func unsqueeze(_ operation: ONNXOperation) throws(ImportError) -> ONNXValue {
    guard let given = try operation.numbers(attribute: "axes", orInput: 1) else {
      throw operation.place.malformed(expected: "axes", found: "none")
    }
    func axes(_ rank: Int) throws(ImportError) -> [Int] {
      guard rank + given.count <= ONNXLimits.rank else {
        throw operation.place.unsupported(
          expected: "at most \(ONNXLimits.rank) axes", found: "\(rank + given.count)")
      }
      return try operation.place.axes(given, rank: rank + given.count).sorted()
    }
    if var integers = try operation.required(0).integers, integers.isScalar, given.count == 1 {
      integers.isScalar = false
      return .integers(integers)
    }
    return try rearrange(operation) { tensor throws(ImportError) in
      tensor.insertingAxes(try axes(tensor.rank))
    } signal: { signal throws(ImportError) in
      var result = signal
      for axis in try axes(signal.rank) { result.axes.insert([], at: axis) }
      return result
    }
  }

  /// A view of a constant, or a signal with its axes rearranged. What is the same everywhere stays
  /// so, and what is no longer looked into is passed on.
  mutating func rearrange(
    _ operation: ONNXOperation,
    constant: (ONNXTensor) throws(ImportError) -> ONNXTensor,
    signal: (ONNXSignal) throws(ImportError) -> ONNXSignal
  ) throws(ImportError) -> ONNXValue {
    let value = try operation.required(0)
    switch value {
    case .constant(let tensor): return .constant(try constant(tensor))
    case .stack(let tensors):
      let joined = try join(tensors, axis: 0, at: operation.place)
      return .constant(try constant(joined))
    case .uniform: return value
    case .quantized(.rows(let rows, let weight)):
      return .quantized(.rows(try signal(rows), of: weight))
    case .signal(let source): return source.isOpaque ? value : .signal(try signal(source))
    case .integers, .quantized:
      throw operation.place.unsupported(
        expected: "an array or a value of the data path", found: value.summary)
    }
  }
}

extension ONNXInterpreter {
  mutating func reshape(_ operation: ONNXOperation) throws(ImportError) -> ONNXValue {
    guard let target = try operation.shape(1) else {
      throw operation.place.malformed(expected: "a shape", found: "none")
    }
    guard target.elements.count <= ONNXLimits.rank else {
      throw operation.place.unsupported(
        expected: "at most \(ONNXLimits.rank) axes", found: "\(target.elements.count)")
    }
    let keepsZero = try operation.attributes.flag("allowzero")
    let place = operation.place
    if let integers = try operation.required(0).integers {
      return .integers(try Self.reshape(integers, to: target.elements, at: place))
    }
    return try rearrange(operation) { tensor throws(ImportError) in
      let shape = try Self.shape(
        target.elements, of: tensor.shape.map { ONNXDimension($0) }, keepsZero, at: place)
      // What is to be found is what the others leave.
      let known = shape.reduce(1) { $0.multipliedClamped(by: $1?.value ?? 1) }
      let extents = shape.map { $0 == nil ? tensor.count / max(known, 1) : $0?.value ?? 0 }
      guard extents.reduce(1, { $0.multipliedClamped(by: $1) }) == tensor.count else {
        throw place.malformed(
          expected: "a shape of \(tensor.count) elements", found: "\(extents)")
      }
      guard let view = tensor.reshaped(extents) else {
        throw place.unsupported(
          expected: "a reshape of elements in their order", found: tensor.summary)
      }
      return view
    } signal: { signal throws(ImportError) in
      var dimensions: [ONNXDimension?] = []
      for axis in signal.axes { dimensions.append(axis.dimension) }
      let shape = try Self.shape(target.elements, of: dimensions, keepsZero, at: place)
      if let axes = signal.axes(reshapedTo: shape) {
        var result = signal
        result.axes = axes
        return result
      }
      // An input that is cut in pieces may still be an initial state.
      if case .input = signal.source { return signal.part }
      throw place.unsupported(
        expected: "a reshape that puts whole axes together", found: "one that cuts them")
    }
  }

  mutating func flatten(_ operation: ONNXOperation) throws(ImportError) -> ONNXValue {
    let given = try operation.attributes.integer("axis") ?? 1
    func cut(_ rank: Int) throws(ImportError) -> Int {
      given == rank ? rank : try operation.place.axis(given, rank: rank)
    }
    return try rearrange(operation) { tensor throws(ImportError) in
      let cut = try cut(tensor.rank)
      let shape = [tensor.shape[..<cut].reduce(1, *), tensor.shape[cut...].reduce(1, *)]
      guard let view = tensor.reshaped(shape) else {
        throw operation.place.unsupported(
          expected: "a reshape of elements in their order", found: tensor.summary)
      }
      return view
    } signal: { signal throws(ImportError) in
      let cut = try cut(signal.rank)
      var result = signal
      result.axes = [Array(signal.axes[..<cut].joined()), Array(signal.axes[cut...].joined())]
      return result
    }
  }

  /// The target with its zeros replaced by what they stand for, and nil for -1.
  private static func shape(
    _ target: [ONNXDimension], of source: [ONNXDimension?], _ keepsZero: Bool, at place: ONNXPlace
  ) throws(ImportError) -> [ONNXDimension?] {
    var shape: [ONNXDimension?] = []
    for (index, dimension) in target.enumerated() {
      switch dimension.value {
      case -1:
        guard !shape.contains(nil) else {
          throw place.malformed(expected: "at most one extent of -1", found: "two")
        }
        shape.append(nil)
      case 0 where !keepsZero:
        guard index < source.count, let same = source[index] else {
          throw place.malformed(
            expected: "an extent of 0 only where the input has an axis", found: "axis \(index)")
        }
        shape.append(same)
      case .some(...0):
        throw place.malformed(
          expected: "an extent of 1 or more, 0 or -1", found: "\(dimension.coefficient)")
      default: shape.append(dimension)
      }
    }
    return shape
  }

  /// Numbers that say a shape, as a scalar or as a vector.
  private static func reshape(
    _ integers: ONNXIntegers, to target: [ONNXDimension], at place: ONNXPlace
  ) throws(ImportError) -> ONNXIntegers {
    let count = integers.elements.count
    let isScalar = target.isEmpty && count == 1
    guard isScalar || (target.count == 1 && [-1, count].contains(target[0].value)) else {
      throw place.unsupported(expected: "a vector of \(count)", found: "another shape")
    }
    return ONNXIntegers(isScalar: isScalar, elements: integers.elements)
  }
}

extension Int {
  /// The product, or the largest number where it is larger than that.
  fileprivate func multipliedClamped(by other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}

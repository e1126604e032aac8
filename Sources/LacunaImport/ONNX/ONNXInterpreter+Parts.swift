// Slice and Gather: parts of values.

extension ONNXInterpreter {
  /// A slice along one axis: the first index, and how many follow it `step` apart.
  private struct Range {
    var axis: Int
    var start: Int
    var end: Int
    var step: Int

    /// The first index and the number of indices in an axis of `extent`.
    func indices(in extent: Int) -> (first: Int, count: Int) {
      func bound(_ index: Int) -> Int {
        Swift.min(Swift.max(index < 0 ? index + extent : index, 0), extent)
      }
      let first = bound(start)
      let length = Swift.max(bound(end) - first, 0)
      return (first, length / step + (length % step == 0 ? 0 : 1))
    }
  }

  mutating func slice(_ operation: ONNXOperation) throws(ImportError) -> ONNXValue {
    let ranges = try ranges(operation)
    let value = try operation.required(0)
    if case .integers(var integers) = value, ranges.count == 1 {
      let (first, count) = ranges[0].indices(in: integers.elements.count)
      integers.elements = (0..<count).map { integers.elements[first + $0 * ranges[0].step] }
      return .integers(integers)
    }
    return try rearrange(operation) { tensor throws(ImportError) in
      var view = tensor
      for range in ranges {
        let axis = try operation.place.axis(range.axis, rank: tensor.rank)
        let (first, count) = range.indices(in: view.shape[axis])
        guard count > 0 else {
          throw operation.place.unsupported(expected: "a slice", found: "an empty one")
        }
        view = view.sliced(axis: axis, from: first, count: count, step: range.step)
      }
      return view
    } signal: { signal throws(ImportError) in
      var result = signal
      for range in ranges {
        let axis = try operation.place.axis(range.axis, rank: signal.rank)
        let isAll = range.start == 0 && range.step == 1 && range.end >= Int(Int32.max)
        if isAll || result.isOpaque { continue }
        let extent = result.axes[axis].dimension?.value
        if let extent, range.indices(in: extent) == (0, extent) { continue }
        let isOne =
          (range.start == -1 && range.end >= Int(Int32.max))
          || extent.map { range.indices(in: $0) == ($0 - 1, 1) } == true
        result =
          isOne
          ? try Self.last(of: result, axis: axis, operation) : try Self.part(of: result, operation)
        if !result.isOpaque { result.axes[axis] = [] }
      }
      return result
    }
  }

  private func ranges(_ operation: ONNXOperation) throws(ImportError) -> [Range] {
    guard let starts = try operation.numbers(attribute: "starts", orInput: 1),
      let ends = try operation.numbers(attribute: "ends", orInput: 2)
    else {
      throw operation.place.malformed(expected: "starts and ends", found: "none")
    }
    let axes =
      try operation.numbers(attribute: "axes", orInput: 3) ?? Array(starts.indices)
    let steps = try operation.numbers(4) ?? Array(repeating: 1, count: starts.count)
    guard [ends.count, axes.count, steps.count].allSatisfy({ $0 == starts.count }) else {
      throw operation.place.malformed(
        expected: "as many ends, axes and steps as starts",
        found: "\(ends.count), \(axes.count) and \(steps.count) for \(starts.count)")
    }
    guard steps.allSatisfy({ $0 > 0 }) else {
      throw operation.place.unsupported(
        expected: "steps of 1 or more (a reversed sequence is read by a layer's direction alone)",
        found: "\(steps)")
    }
    return starts.indices.map {
      Range(axis: axes[$0], start: starts[$0], end: ends[$0], step: steps[$0])
    }
  }

  /// Rows of an embedding by tokens, or one index along an axis.
  mutating func gather(_ operation: ONNXOperation) throws(ImportError) -> ONNXValue {
    let data = try operation.required(0)
    let given = try operation.attributes.integer("axis") ?? 0
    if case .signal(let tokens) = try operation.required(1) {
      return try embed(tokens, in: operation, axis: given)
    }
    guard let integers = try operation.shape(1), let indices = try operation.numbers(1) else {
      throw operation.place.malformed(expected: "indices", found: "none")
    }
    if let numbers = data.integers, !numbers.isScalar {
      var elements: [ONNXDimension] = []
      for index in indices {
        let index = try operation.place.axis(index, rank: numbers.elements.count)
        elements.append(numbers.elements[index])
      }
      return .integers(ONNXIntegers(isScalar: integers.isScalar, elements: elements))
    }
    guard indices.count == 1 else {
      throw operation.place.unsupported(expected: "one index", found: "\(indices.count)")
    }
    return try rearrange(operation) { tensor throws(ImportError) in
      let axis = try operation.place.axis(given, rank: tensor.rank)
      let index = try operation.place.axis(indices[0], rank: tensor.shape[axis])
      let one = tensor.sliced(axis: axis, from: index, count: 1)
      return integers.isScalar ? one.droppingAxes([axis]) : one
    } signal: { signal throws(ImportError) in
      let axis = try operation.place.axis(given, rank: signal.rank)
      let extent = signal.axes[axis].dimension?.value
      let isLast = indices[0] == -1 || extent.map { indices[0] == $0 - 1 } == true
      var result =
        isLast
        ? try Self.last(of: signal, axis: axis, operation) : try Self.part(of: signal, operation)
      guard !result.isOpaque else { return result }
      result.axes[axis] = []
      if integers.isScalar { result.axes.remove(at: axis) }
      return result
    }
  }

  /// What is left of a signal at the last index of an axis: the last step, one of several
  /// sequences, or a part of an input.
  private static func last(
    of signal: ONNXSignal, axis: Int, _ operation: ONNXOperation
  ) throws(ImportError) -> ONNXSignal {
    let factors = signal.axes[axis]
    if factors.isEmpty { return signal }
    guard let time = signal.time, factors == time else {
      return try Self.part(of: signal, operation)
    }
    var result = signal
    result.isLastStep = true
    return result
  }

  private static func part(
    of signal: ONNXSignal, _ operation: ONNXOperation
  ) throws(ImportError) -> ONNXSignal {
    if case .layer = signal.source {
      throw operation.place.unsupported(
        expected: "all that a layer gives, or its last step", found: "another part of it")
    }
    return signal.part
  }
}

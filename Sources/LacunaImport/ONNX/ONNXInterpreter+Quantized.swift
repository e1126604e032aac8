// Weights of 8 bits with scales, which become float32 again. Values of the data path that are
// quantized as they come are left in float: Lacuna quantizes them its own way.

extension ONNXInterpreter {
  /// The weights as float32, in C order of their view.
  ///
  /// - Parameters:
  ///   - scale: one, or one for each index along `axis`.
  ///   - zero: as many, or nil for zeros.
  mutating func dequantized(
    _ weight: ONNXTensor, scale: ONNXTensor, zero: ONNXTensor?, axis: Int, at place: ONNXPlace
  ) throws(ImportError) -> ONNXTensor {
    let length = weight.shape.isEmpty ? 1 : weight.shape[axis]
    let counts = [scale.count, zero?.count ?? 1]
    guard weight.isInteger, weight.elements.type.byteCount == 1, scale.isFloat,
      // Of the same type, so that no difference overflows.
      zero.map({ $0.elements.type == weight.elements.type }) ?? true,
      counts.allSatisfy({ $0 == 1 || $0 == length })
    else {
      throw place.unsupported(
        expected: "integers of 8 bits with one scale and zero point, or \(length) of each",
        found: ([weight, scale] + (zero.map { [$0] } ?? [])).map(\.summary)
          .joined(separator: "; "))
    }
    let inner = weight.shape.dropFirst(axis + 1).reduce(1, *)
    let (scales, zeros) = (scale.floats, zero?.integers ?? [0])
    return try derived(weight.name, shape: weight.shape, at: place) { values in
      weight.dequantize(into: &values, zeros: zeros, scales: scales) { $0 / inner % length }
    }
  }

  mutating func dequantizeLinear(_ operation: ONNXOperation) throws(ImportError) -> ONNXValue {
    let place = operation.place
    let scale = try operation.floats(1, "scales")
    let zero = try operation.optionalConstant(2, "zero points")
    guard try operation.attributes.integer("block_size") ?? 0 == 0 else {
      throw place.unsupported(expected: "a scale for an array or an axis", found: "one for a block")
    }
    let given = try operation.attributes.integer("axis") ?? 1
    switch try operation.required(0) {
    case .constant(let weight):
      // One scale for all may come with an axis that there is none of.
      let axis = scale.count == 1 ? 0 : try place.axis(given, rank: weight.rank)
      return .constant(
        try dequantized(weight, scale: scale, zero: zero, axis: axis, at: place))
    case .quantized(.rows(let rows, let weight)) where scale.count == 1:
      let weight = try dequantized(weight, scale: scale, zero: zero, axis: 0, at: place)
      return try embedding(rows, of: weight, at: place)
    case let value:
      throw place.unsupported(expected: "weights, or rows of an embedding", found: value.summary)
    }
  }

  func dynamicQuantizeLinear(_ operation: ONNXOperation) throws(ImportError) -> [ONNXValue] {
    let signal = try operation.signal(0)
    let id = operation.node.index
    return [
      .quantized(.values(signal, id: id)), .quantized(.scale(id: id, weights: nil)),
      .quantized(.zeroPoint(id: id)),
    ]
  }

  func matMulInteger(_ operation: ONNXOperation) throws(ImportError) -> ONNXValue {
    let (signal, id) = try quantizedInput(operation, zeroPoint: 2)
    return .quantized(
      .product(
        signal, id: id, weights: try operation.integers(1, "weights"),
        zeroPoint: try operation.optionalConstant(3, "zero points")))
  }

  /// The values of input 0, whose zero point must be theirs.
  private func quantizedInput(
    _ operation: ONNXOperation, zeroPoint index: Int
  ) throws(ImportError) -> (ONNXSignal, id: Int) {
    guard case .quantized(.values(let signal, let id)) = try operation.required(0),
      case .quantized(.zeroPoint(id)) = try operation.required(index)
    else {
      throw operation.place.unsupported(
        expected: "values and zero point of one DynamicQuantizeLinear", found: "others")
    }
    return (signal, id)
  }

  /// The scales of a quantized product: with one another, then with the product.
  mutating func multiplyScales(
    _ left: ONNXValue, _ right: ONNXValue, _ operation: ONNXOperation
  ) throws(ImportError) -> ONNXValue {
    switch (left, right) {
    case (.quantized(.scale(let id, nil)), .constant(let weights)),
      (.constant(let weights), .quantized(.scale(let id, nil))):
      return .quantized(.scale(id: id, weights: weights))
    case (
      .quantized(.product(let signal, let id, let weights, let zero)),
      .quantized(.scale(let other, .some(let scale)))
    ) where id == other,
      (
        .quantized(.scale(let other, .some(let scale))),
        .quantized(.product(let signal, let id, let weights, let zero))
      ) where id == other:
      return try linear(
        signal, weights: weights, scale: scale, zero: zero, bias: nil, at: operation.place)
    default:
      throw operation.place.unsupported(
        expected: "numbers of a shape, or the scales of a quantized product",
        found: "\(left.summary) and \(right.summary)")
    }
  }

  /// A linear layer of quantized weights, `[inputs, outputs]`, with scales for all or each output.
  private mutating func linear(
    _ signal: ONNXSignal, weights: ONNXTensor, scale: ONNXTensor, zero: ONNXTensor?,
    bias: ONNXTensor?, at place: ONNXPlace
  ) throws(ImportError) -> ONNXValue {
    let weight = try dequantized(
      weights, scale: scale, zero: zero, axis: max(weights.rank - 1, 0), at: place)
    return try linear(signal, weight: weight, bias: bias, at: place)
  }

  mutating func dynamicQuantizeMatMul(_ operation: ONNXOperation) throws(ImportError) -> ONNXValue {
    try linear(
      try operation.signal(0), weights: try operation.integers(1, "weights"),
      scale: try operation.floats(2, "scales"),
      zero: try operation.optionalConstant(3, "zero points"),
      bias: try operation.optionalConstant(4, "a bias"), at: operation.place)
  }

  mutating func matMulIntegerToFloat(_ operation: ONNXOperation) throws(ImportError) -> ONNXValue {
    let (signal, id) = try quantizedInput(operation, zeroPoint: 4)
    guard case .quantized(.scale(id, nil)) = try operation.required(2) else {
      throw operation.place.unsupported(
        expected: "the scale of the same DynamicQuantizeLinear", found: "another")
    }
    return try linear(
      signal, weights: try operation.integers(1, "weights"),
      scale: try operation.floats(3, "scales"),
      zero: try operation.optionalConstant(5, "zero points"),
      bias: try operation.optionalConstant(6, "a bias"), at: operation.place)
  }
}

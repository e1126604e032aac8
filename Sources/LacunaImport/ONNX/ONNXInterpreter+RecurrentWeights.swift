import LacunaDense

/// The weights of one direction of a recurrent node, gates in canonical order.
struct ONNXRecurrentWeights {
  var input: DenseMatrix
  var recurrent: DenseMatrix
  var inputBias: [Float]
  var recurrentBias: [Float]
  /// Of the array that has both; nil where there is none.
  var biasName: String?
  var biasCount: Int
}

extension ONNXInterpreter {
  /// W, `[directions, gates·hidden, inputs]`, R, `[directions, gates·hidden, hidden]`, and B,
  /// `[directions, 2·gates·hidden]`: both biases, one after the other.
  ///
  /// `DynamicQuantizeLSTM` has W and R transposed, with scales as inputs 8 to 11.
  mutating func recurrentWeights(
    _ operation: ONNXOperation, _ recurrence: ONNXRecurrence, order: [Int]
  ) throws(ImportError) -> [ONNXRecurrentWeights] {
    let place = operation.place
    let isQuantized = operation.node.operatorName == "DynamicQuantizeLSTM"
    let inputs = try directions(operation, 1, "W", scales: isQuantized ? 8 : nil)
    let recurrents = try directions(operation, 2, "R", scales: isQuantized ? 10 : nil)
    let bias = try operation.optional(3).map { value throws(ImportError) in
      try directions(value, "B", rank: 2, at: place)
    }
    let count = recurrence.directions.count
    guard inputs.count == count, recurrents.count == count, bias?.count ?? count == count else {
      throw place.malformed(
        expected: "weights of \(count) directions",
        found: "\(inputs.count), \(recurrents.count) and \(bias?.count ?? count)")
    }
    var weights: [ONNXRecurrentWeights] = []
    for direction in 0..<count {
      let (input, recurrent) = (inputs[direction], recurrents[direction])
      let hidden = recurrent.shape[1]
      let rows = order.count.multipliedReportingOverflow(by: hidden)
      guard !rows.overflow, recurrent.shape[0] == rows.partialValue,
        input.shape[0] == rows.partialValue, recurrence.hiddenSize ?? hidden == hidden
      else {
        throw place.malformed(
          expected: "\(order.count) gates of \(recurrence.hiddenSize ?? hidden) units",
          found: "W of \(input.shape) and R of \(recurrent.shape) in each direction")
      }
      // The bias as it is here, in its own order, and their sum.
      try charge(3 * rows.partialValue, at: place)
      var values = [Float](repeating: 0, count: 2 * rows.partialValue)
      if let bias = bias?[direction] {
        guard bias.shape == [values.count] else {
          throw place.malformed(
            expected: "B of \(values.count) in each direction", found: "\(bias.shape)")
        }
        values = try self.bias(bias, at: place)
      }
      func canonical(_ bias: ArraySlice<Float>) -> [Float] {
        order.flatMap { bias.dropFirst($0 * hidden).prefix(hidden) }
      }
      let suffix = count > 1 && input.name == inputs[1 - direction].name ? "[\(direction)]" : ""
      weights.append(
        ONNXRecurrentWeights(
          input: matrix(input, suffix).reorderingRowBlocks(order, blockRows: hidden),
          recurrent: matrix(recurrent, suffix).reorderingRowBlocks(order, blockRows: hidden),
          inputBias: canonical(values[..<rows.partialValue]),
          recurrentBias: canonical(values[rows.partialValue...]),
          biasName: bias?[direction].name, biasCount: bias == nil ? 0 : values.count))
    }
    return weights
  }

  /// `suffix` tells the directions of one array apart.
  private mutating func matrix(_ tensor: ONNXTensor, _ suffix: String) -> DenseMatrix {
    tensor.matrix(in: storage(of: tensor, suffix: suffix))
  }

  /// The weights of each direction, `[gates·hidden, columns]`.
  private mutating func directions(
    _ operation: ONNXOperation, _ index: Int, _ role: String, scales: Int?
  ) throws(ImportError) -> [ONNXTensor] {
    guard let scales else {
      return try directions(
        try operation.required(index), role, rank: 3, at: operation.place)
    }
    let quantized = try operation.integers(index, role)
    let scale = try operation.floats(scales, "scales of \(role)")
    let zero = try operation.optionalConstant(scales + 1, "zero points of \(role)")
    let count = quantized.shape.first ?? 0
    guard quantized.rank == 3, scale.rank >= 1, scale.shape[0] == count,
      zero.map({ $0.rank >= 1 && $0.shape[0] == count }) ?? true
    else {
      throw operation.place.malformed(
        expected: "\(role) with scales of each direction",
        found: "\(quantized.summary); \(scale.summary)")
    }
    var tensors: [ONNXTensor] = []
    for direction in 0..<count {
      func one(_ tensor: ONNXTensor) -> ONNXTensor {
        tensor.sliced(axis: 0, from: direction, count: 1).droppingAxes([0])
      }
      tensors.append(
        try dequantized(
          one(quantized), scale: one(scale), zero: zero.map(one), axis: 1, at: operation.place
        ).transposed([1, 0]))
    }
    return tensors
  }

  private func directions(
    _ value: ONNXValue, _ role: String, rank: Int, at place: ONNXPlace
  ) throws(ImportError) -> [ONNXTensor] {
    let stacked: [ONNXTensor] =
      switch value {
      case .constant(let tensor): [tensor]
      case .stack(let tensors): tensors
      default: []
      }
    guard !stacked.isEmpty, stacked.allSatisfy({ $0.rank == rank && $0.isFloat }) else {
      throw place.unsupported(
        expected: "a constant array of floats, of \(rank) axes, as \(role)", found: value.summary)
    }
    return stacked.flatMap { tensor in
      (0..<min(tensor.shape[0], 3)).map {
        tensor.sliced(axis: 0, from: $0, count: 1).droppingAxes([0])
      }
    }
  }
}

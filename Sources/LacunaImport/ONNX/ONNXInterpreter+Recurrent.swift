import LacunaDense

extension ONNXInterpreter {
  /// `LSTM`, gates i, o, f, c; or `DynamicQuantizeLSTM`, whose weights are dequantized.
  mutating func lstm(_ operation: ONNXOperation) throws(ImportError) -> [ONNXValue] {
    let recurrence = try ONNXRecurrence(operation, defaults: [.sigmoid, .tanh, .tanh])
    guard operation.optional(7) == nil else {
      throw operation.place.unsupported(expected: "no peepholes", found: "weights for them")
    }
    let weights = try recurrentWeights(
      operation, recurrence, order: LSTMGateOrder.iofc.blocks)
    var layers: [DenseLayer] = []
    for (direction, weight) in zip(recurrence.directions, weights) {
      let activations = recurrence.activations[layers.count]
      let bias = zip(weight.inputBias, weight.recurrentBias).map { $0 + $1 }
      guard bias.allSatisfy(\.isFinite) else {
        throw operation.place.malformed(expected: "finite biases", found: "a sum that is not")
      }
      layers.append(
        .lstm(
          try shaped(at: operation.place) { () throws(DenseShapeError) in
            try DenseLSTM(
              input: weight.input, recurrent: weight.recurrent, bias: bias,
              sourceBiasCount: weight.biasCount, direction: direction, gate: activations[0],
              candidate: activations[1], cell: activations[2], outputGate: activations[0])
          }))
    }
    return try recur(operation, recurrence, layers, weights, states: [5, 6])
  }

  /// `GRU`, gates z, r, h.
  mutating func gru(_ operation: ONNXOperation) throws(ImportError) -> [ONNXValue] {
    let recurrence = try ONNXRecurrence(operation, defaults: [.sigmoid, .tanh])
    let resetAfter = try operation.attributes.flag("linear_before_reset")
    let weights = try recurrentWeights(operation, recurrence, order: GRUGateOrder.zrn.blocks)
    var layers: [DenseLayer] = []
    for (direction, weight) in zip(recurrence.directions, weights) {
      let activations = recurrence.activations[layers.count]
      layers.append(
        .gru(
          try shaped(at: operation.place) { () throws(DenseShapeError) in
            try DenseGRU(
              input: weight.input, recurrent: weight.recurrent, inputBias: weight.inputBias,
              recurrentBias: weight.recurrentBias, sourceBiasCount: weight.biasCount,
              resetAfter: resetAfter, direction: direction, gate: activations[0],
              candidate: activations[1])
          }))
    }
    return try recur(operation, recurrence, layers, weights, states: [5])
  }

  /// The layers as a draft, and what they give: all steps, the last hidden state, the last cell.
  private mutating func recur(
    _ operation: ONNXOperation, _ recurrence: ONNXRecurrence, _ layers: [DenseLayer],
    _ weights: [ONNXRecurrentWeights], states: [Int]
  ) throws(ImportError) -> [ONNXValue] {
    let place = operation.place
    let input = try operation.signal(0)
    let parent = try checked(input, takenBy: place, size: layers[0].inputSize ?? 0)
    guard input.rank == 3 else {
      throw place.malformed(expected: "3 axes", found: "\(input.rank)")
    }
    let time = input.axes[recurrence.isBatchFirst ? 1 : 0]
    let batch = input.axes[recurrence.isBatchFirst ? 0 : 1]
    guard input.time ?? time == time, input.batch ?? batch == batch else {
      throw place.unsupported(
        expected: "the same axes for steps and sequences as the layer before", found: "others")
    }
    try checkLengths(operation, time: time)
    var stateInputs: Set<String> = []
    for index in states {
      if let name = try stateInput(operation, index) { stateInputs.insert(name) }
    }
    let layer = list(
      ONNXLayerDraft(
        parent: parent, kind: .recurrent(layers), place: place,
        biasNames: weights.map { $0.biasName.map { [$0] } ?? [] }, stateInputs: stateInputs))

    let directions = axis(extent: layers.count)
    let hidden = axis(extent: layers[0].outputSize)
    var every = input
    every.source = .layer(layer)
    every.features = directions + hidden
    every.time = time
    every.batch = batch
    var last = every
    if recurrence.isBatchFirst {
      every.axes = [batch, time, directions, hidden]
      last.axes = [batch, directions, hidden]
    } else {
      every.axes = [time, directions, batch, hidden]
      last.axes = [directions, batch, hidden]
    }
    last.isLastStep = true
    // What a backward layer ends with is what it gives at the first step.
    let hiddenState = recurrence.directions == [.forward] ? last : last.part
    return [.signal(every), .signal(hiddenState), .signal(last.part)]
  }

  /// Sequences may be shorter than the longest, but how long is for the caller to say.
  private func checkLengths(
    _ operation: ONNXOperation, time: [ONNXFactor]
  ) throws(ImportError) {
    switch operation.optional(4) {
    case nil: return
    case .signal(let lengths):
      switch lengths.source {
      case .input, .inputPart: return
      case .layer, .finalState: break
      }
    case .some(let value):
      if let lengths = value.integers, let time = time.dimension,
        lengths.elements.allSatisfy({ $0 == time })
      {
        return
      }
    }
    throw operation.place.unsupported(
      expected: "lengths that are an input of the graph, or that of the whole sequence",
      found: "others")
  }

  /// The input of the graph that an initial state comes from; nil where it is zero.
  private mutating func stateInput(
    _ operation: ONNXOperation, _ index: Int
  ) throws(ImportError) -> String? {
    let found: String
    switch operation.optional(index) {
    case nil, .uniform(0): return nil
    case .constant(let tensor) where tensor.isFloat:
      if try floats(tensor, at: operation.place).allSatisfy({ $0 == 0 }) { return nil }
      found = "numbers that are not (\(tensor.summary))"
    case .signal(let signal):
      switch signal.source {
      case .input(let name), .inputPart(let name): return name
      case .layer, .finalState: found = "one that a layer gives"
      }
    case .some(let value): found = value.summary
    }
    throw operation.place.unsupported(
      expected: "an initial state that is zero or an input of the graph: a file has no other",
      found: found)
  }
}

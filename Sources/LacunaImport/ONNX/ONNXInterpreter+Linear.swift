import LacunaDense

extension ONNXInterpreter {
  /// What a layer takes: a signal whose last axis has the values of a step, `size` of them.
  func checked(
    _ signal: ONNXSignal, takenBy place: ONNXPlace, size: Int
  ) throws(ImportError) -> ONNXLayerDraft.Parent {
    guard let axis = signal.axes.last, axis.dimension?.value ?? size == size,
      !axis.contains(where: { $0.extent == nil }) || axis.count == 1
    else {
      throw place.malformed(
        expected: "\(size) values on the input's last axis",
        found: signal.axes.last.map { "\($0.dimension?.value ?? 0)" } ?? "no axis that is known")
    }
    switch signal.source {
    case .input(let name): return .input(name)
    case .layer(let index):
      guard axis == signal.features else {
        throw place.unsupported(
          expected: "the values that a layer gives at a step, on the last axis",
          found: "another axis, or several put together")
      }
      return .layer(index)
    case .inputPart(let name):
      throw place.unsupported(
        expected: "a whole input of the graph, of known axes", found: "a part of \"\(name)\"")
    case .finalState:
      throw place.unsupported(
        expected: "what a layer gives at each step or at the last", found: "its final state")
    }
  }

  /// The signal that a layer of no memory gives: values of a step in place of others.
  mutating func signal(
    of draft: ONNXLayerDraft, from input: ONNXSignal, outputSize: Int
  ) -> ONNXSignal {
    let features = axis(extent: outputSize)
    var result = input
    result.source = .layer(list(draft))
    result.axes[input.rank - 1] = features
    result.features = features
    return result
  }

  /// A linear layer from weights of `[inputs, outputs]`.
  mutating func linear(
    _ signal: ONNXSignal, weight: ONNXTensor, bias: ONNXTensor?, at place: ONNXPlace
  ) throws(ImportError) -> ONNXValue {
    let leading = Array(0..<max(weight.rank - 2, 0))
    guard weight.rank >= 2, weight.isFloat, leading.allSatisfy({ weight.shape[$0] == 1 }),
      signal.rank >= weight.rank || leading.isEmpty
    else {
      throw place.unsupported(
        expected: "a matrix of floats as weights", found: weight.summary)
    }
    let matrix = weight.droppingAxes(leading)
    let parent = try checked(signal, takenBy: place, size: matrix.shape[0])
    var values: [Float]?
    if let bias { values = try spread(bias, over: matrix.shape[1], at: place) }
    let view = matrix.matrix(in: storage(of: matrix)).transposed()
    let layer = try shaped(at: place) { () throws(DenseShapeError) in
      try DenseLinear(weight: view, bias: values)
    }
    var draft = ONNXLayerDraft(parent: parent, kind: .linear(layer), place: place)
    if let bias { draft.biasNames = [[bias.name]] }
    return .signal(self.signal(of: draft, from: signal, outputSize: layer.weight.rows))
  }

  /// A bias of `count` values on its last axis, or one for all.
  private mutating func spread(
    _ tensor: ONNXTensor, over count: Int, at place: ONNXPlace
  ) throws(ImportError) -> [Float] {
    guard tensor.isFloat, tensor.shape.dropLast().allSatisfy({ $0 == 1 }),
      [1, count].contains(tensor.shape.last ?? 1)
    else {
      throw place.unsupported(
        expected: "a bias of \(count) floats", found: tensor.summary)
    }
    let values = try bias(tensor, at: place)
    if values.count == count { return values }
    try charge(count, at: place)
    return Array(repeating: values[0], count: count)
  }

  mutating func matMul(_ operation: ONNXOperation) throws(ImportError) -> ONNXValue {
    let signal = try operation.signal(0)
    let weight = try operation.floats(1, "weights")
    return try linear(signal, weight: weight, bias: nil, at: operation.place)
  }

  mutating func gemm(_ operation: ONNXOperation) throws(ImportError) -> ONNXValue {
    let attributes = operation.attributes
    let alpha = try attributes.float("alpha") ?? 1
    let beta = try attributes.float("beta") ?? 1
    let isTransposed = try attributes.flag("transB")
    let transposesInput = try attributes.flag("transA")
    guard alpha == 1, beta == 1, !transposesInput else {
      throw operation.place.unsupported(
        expected: "alpha and beta of 1, and the first matrix as it is",
        found: "alpha \(alpha), beta \(beta), transA \(transposesInput ? 1 : 0)")
    }
    let signal = try operation.signal(0)
    let weight = try operation.floats(1, "weights")
    guard weight.rank == 2, signal.rank == 2 else {
      throw operation.place.malformed(
        expected: "two matrices", found: "\(signal.rank) axes and \(weight.summary)")
    }
    return try linear(
      signal, weight: isTransposed ? weight.transposed([1, 0]) : weight,
      bias: try operation.optionalConstant(2, "a bias"), at: operation.place)
  }

  /// A bias of the linear layer before it.
  mutating func add(_ operation: ONNXOperation) throws(ImportError) -> ONNXValue {
    let values = [try operation.required(0), try operation.required(1)]
    let constantIndex = if case .signal = values[0] { 1 } else { 0 }
    guard case .signal(var signal) = values[1 - constantIndex],
      case .constant(let tensor) = values[constantIndex]
    else {
      throw operation.place.unsupported(
        expected: "a bias that is added to a linear layer's product",
        found: "\(values[0].summary) and \(values[1].summary)")
    }
    guard case .layer(let index) = signal.source, case .linear(let layer) = drafts[index].kind,
      layer.activation == .none, signal.axes.last == signal.features,
      tensor.rank <= max(signal.rank, 1)
    else {
      throw operation.place.unsupported(
        expected: "a bias only right after a linear layer's product",
        found: "one after something else")
    }
    var bias = try spread(tensor, over: layer.weight.rows, at: operation.place)
    try charge(bias.count, at: operation.place)
    if let other = layer.bias { bias = zip(bias, other).map { $0 + $1 } }
    guard bias.allSatisfy(\.isFinite) else {
      throw operation.place.malformed(expected: "finite biases", found: "a sum that is not")
    }
    var draft = drafts[index]
    draft.biasNames[0].append(tensor.name)
    draft.kind = .linear(
      try shaped(at: operation.place) { () throws(DenseShapeError) in
        try DenseLinear(weight: layer.weight, bias: bias)
      })
    signal.source = .layer(list(draft))
    return .signal(signal)
  }

  /// Turns a shape error of the dense model into one of the import.
  func shaped<Result>(
    at place: ONNXPlace, _ make: () throws(DenseShapeError) -> Result
  ) throws(ImportError) -> Result {
    do throws(DenseShapeError) {
      return try make()
    } catch {
      throw ONNXPlace(
        path: place.path, name: "\(place.name ?? ""), \(error.subject) (\(error.array))"
      ).malformed(expected: "shape \(error.expected)", found: "shape \(error.found)")
    }
  }
}

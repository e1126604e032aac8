import LacunaDense

extension ONNXInterpreter {
  /// Rows of a matrix by tokens, which an input of the graph gives.
  mutating func embed(
    _ tokens: ONNXSignal, in operation: ONNXOperation, axis: Int
  ) throws(ImportError) -> ONNXValue {
    let weight = try operation.constant(0, "an embedding")
    guard weight.rank == 2, axis == 0 || axis == -2 else {
      throw operation.place.unsupported(
        expected: "rows of a matrix", found: "\(weight.summary), axis \(axis)")
    }
    guard case .input = tokens.source else {
      throw operation.place.unsupported(
        expected: "tokens that are an input of the graph", found: "computed ones")
    }
    guard tokens.rank < ONNXLimits.rank else {
      throw operation.place.unsupported(
        expected: "fewer than \(ONNXLimits.rank) axes", found: "\(tokens.rank)")
    }
    let features = self.axis(extent: weight.shape[1])
    var rows = tokens
    rows.axes.append(features)
    rows.features = features
    if weight.isInteger { return .quantized(.rows(rows, of: weight)) }
    return try embedding(rows, of: weight, at: operation.place)
  }

  /// The layer that gives rows of `weight`, whose axes may have been rearranged since.
  mutating func embedding(
    _ rows: ONNXSignal, of weight: ONNXTensor, at place: ONNXPlace
  ) throws(ImportError) -> ONNXValue {
    guard case .input(let name) = rows.source, weight.isFloat else {
      throw place.unsupported(expected: "an embedding of floats", found: weight.summary)
    }
    let layer = DenseEmbedding(weight: weight.matrix(in: storage(of: weight)))
    var result = rows
    result.source = .layer(
      list(ONNXLayerDraft(parent: .input(name), kind: .embedding(layer), place: place)))
    return .signal(result)
  }
}

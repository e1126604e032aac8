import LacunaDense

extension ONNXInterpreter {
  /// The activation of the linear layer before it.
  mutating func activate(
    _ operation: ONNXOperation, with activation: DenseLinearActivation
  ) throws(ImportError) -> ONNXValue {
    var signal = try operation.signal(0)
    guard case .layer(let index) = signal.source, case .linear(let layer) = drafts[index].kind,
      layer.activation == .none
    else {
      throw operation.place.unsupported(
        expected: "an activation only right after a linear layer",
        found: "one after something else")
    }
    var draft = drafts[index]
    draft.kind = .linear(
      try shaped(at: operation.place) { () throws(DenseShapeError) in
        try DenseLinear(weight: layer.weight, bias: layer.bias, activation: activation)
      })
    signal.source = .layer(list(draft))
    return .signal(signal)
  }
}

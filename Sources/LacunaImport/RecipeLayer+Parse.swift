import LacunaDense

extension RecipeLayer {
  init(_ node: JSONNode) throws(ImportError) {
    let members = try node.members()
    guard members.count == 1, let (key, body) = members.first else {
      throw node.fail(
        expected: "one key, the layer's kind",
        found: "\(members.count) keys")
    }
    place = body.jsonPath
    let object: JSONObject
    switch key {
    case "embedding":
      object = try body.object(keys: ["weight", "transpose"])
      kind = .embedding(weight: try RecipeArray(matrix: try object.required("weight")))
    case "linear":
      object = try body.object(keys: ["weight", "bias", "activation", "transpose"])
      var bias: RecipeArray?
      if let node = object["bias"] {
        bias = try RecipeArray(bias: node)
      }
      kind = .linear(
        weight: try RecipeArray(matrix: try object.required("weight")), bias: bias,
        activation: try object["activation"]?.choice(of: DenseLinearActivation.self) ?? .none)
    case "lstm":
      object = try body.object(
        keys: RecipeRecurrent.keys + ["cell", "outputGate"], refused: RecipeRecurrent.refusedKeys)
      var outputGate: DenseActivation?
      if let node = object["outputGate"] {
        outputGate = try DenseActivation(node)
      }
      kind = .lstm(
        try RecipeRecurrent(object),
        gates: try object.required("gates").choice(of: LSTMGateOrder.self),
        outputGate: outputGate)
    case "gru":
      object = try body.object(
        keys: RecipeRecurrent.keys + ["reset"], refused: RecipeRecurrent.refusedKeys)
      kind = .gru(
        try RecipeRecurrent(object),
        gates: try object.required("gates").choice(of: GRUGateOrder.self),
        resetAfter: try object.required("reset").choice(of: ResetOrder.self) == .after)
    default:
      throw body.fail(
        expected: "a layer \"embedding\", \"lstm\", \"gru\" or \"linear\"", found: "\"\(key)\"")
    }
    isTransposed = try object["transpose"]?.boolean() ?? false
  }

  private enum ResetOrder: String, CaseIterable {
    case before
    case after
  }
}

extension RecipeRecurrent {
  fileprivate static let keys = [
    "input", "recurrent", "biases", "gates", "transpose", "gate", "candidate",
  ]

  fileprivate static let refusedKeys = [
    "forward": "one direction (a bidirectional layer cannot be imported yet)",
    "backward": "one direction (a bidirectional layer cannot be imported yet)",
    "projection": "no projection (it cannot be imported yet)",
  ]

  fileprivate init(_ object: JSONObject) throws(ImportError) {
    input = try RecipeArray(matrix: try object.required("input"))
    recurrent = try RecipeArray(matrix: try object.required("recurrent"))
    biases = []
    if let list = object["biases"] {
      for element in try list.elements() {
        biases.append(try RecipeArray(bias: element))
      }
      guard biases.count <= 2 else {
        throw list.fail(expected: "at most 2 arrays", found: "\(biases.count)")
      }
    }
    if let node = object["gate"] {
      gate = try DenseActivation(node)
    }
    if let node = object["candidate"] {
      candidate = try DenseActivation(node)
    }
    if let node = object["cell"] {
      cell = try DenseActivation(node)
    }
  }
}

extension DenseActivation {
  /// `"sigmoid"`, `"tanh"`, or `{"clipped": {"shift": 2, "offset": 0.5, "low": 0, "high": 1}}`.
  fileprivate init(_ node: JSONNode) throws(ImportError) {
    switch node.value {
    case .string("sigmoid"): self = .sigmoid
    case .string("tanh"): self = .tanh
    case .object:
      let clipped = try node.object(keys: ["clipped"]).required("clipped")
      let object = try clipped.object(keys: ["shift", "offset", "low", "high"])
      let shiftNode = try object.required("shift")
      // What an activation record of the file can hold.
      guard let shift = Int(exactly: try shiftNode.number()), (0...7).contains(shift) else {
        throw shiftNode.fail(expected: "a whole number from 0 to 7")
      }
      func float(_ key: String) throws(ImportError) -> Float {
        let node = try object.required(key)
        let value = Float(try node.number())
        guard abs(value) <= 1 else { throw node.fail(expected: "a number from -1 to 1") }
        return value
      }
      let (low, high) = (try float("low"), try float("high"))
      guard low < high else {
        throw clipped.fail(expected: "\"low\" below \"high\"", found: "\(low) and \(high)")
      }
      self = .clipped(shift: shift, offset: try float("offset"), low: low, high: high)
    default:
      throw node.fail(expected: "\"sigmoid\", \"tanh\" or {\"clipped\": …}")
    }
  }
}

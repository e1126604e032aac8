import LacunaDense

extension RecipeLayer {
  /// The layer that a recipe describes, or the two of a bidirectional one, the forward one first.
  static func parse(_ node: JSONNode) throws(ImportError) -> [RecipeLayer] {
    let members = try node.members()
    guard members.count == 1, let (key, body) = members.first else {
      throw node.fail(
        expected: "one key, the layer's kind",
        found: "\(members.count) keys")
    }
    switch key {
    case "embedding":
      let object = try body.object(keys: ["weight", "transpose"])
      let weight = try RecipeArray(matrix: try object.required("weight"))
      return [try RecipeLayer(.embedding(weight: weight), object)]
    case "linear":
      let object = try body.object(keys: ["weight", "bias", "activation", "transpose"])
      var bias: RecipeArray?
      if let node = object["bias"] {
        bias = try RecipeArray(bias: node)
      }
      return [
        try RecipeLayer(
          .linear(
            weight: try RecipeArray(matrix: try object.required("weight")), bias: bias,
            activation: try object["activation"]?.choice(of: DenseLinearActivation.self) ?? .none),
          object)
      ]
    case "lstm":
      return try recurrent(
        body, keys: ["cell", "outputGate"], directionKeys: ["projection"]
      ) { (weights, object) throws(ImportError) in
        .lstm(
          weights, gates: try object.required("gates").choice(of: LSTMGateOrder.self),
          outputGate: try object["outputGate"].map { node throws(ImportError) in
            try DenseActivation(node)
          })
      }
    case "gru":
      return try recurrent(
        body, keys: ["reset"], directionKeys: []
      ) { (weights, object) throws(ImportError) in
        .gru(
          weights, gates: try object.required("gates").choice(of: GRUGateOrder.self),
          resetAfter: try object.required("reset").choice(of: ResetOrder.self) == .after)
      }
    default:
      throw body.fail(
        expected: "a layer \"embedding\", \"lstm\", \"gru\" or \"linear\"", found: "\"\(key)\"")
    }
  }

  private init(
    _ kind: Kind, _ object: JSONObject, direction: DenseDirection = .forward, place: String? = nil
  ) throws(ImportError) {
    self.kind = kind
    self.direction = direction
    self.place = place ?? object.node.jsonPath
    isTransposed = try object["transpose"]?.boolean() ?? false
  }

  /// - Parameters:
  ///   - keys: what this kind has beside what both have.
  ///   - directionKeys: the same of what each direction has of its own.
  private static func recurrent(
    _ body: JSONNode, keys: [String], directionKeys: [String],
    _ kind: (RecipeRecurrent, JSONObject) throws(ImportError) -> Kind
  ) throws(ImportError) -> [RecipeLayer] {
    let own = RecipeRecurrent.directionKeys + directionKeys
    let shared = RecipeRecurrent.sharedKeys + keys
    let refused = RecipeRecurrent.refusedKeys
    let isBidirectional = try body.members().contains { ["forward", "backward"].contains($0.key) }
    guard isBidirectional else {
      let object = try body.object(keys: own + shared + ["direction"], refused: refused)
      let direction = try object["direction"]?.choice(of: Direction.self) ?? .forward
      return [
        try RecipeLayer(
          try kind(try RecipeRecurrent(object, shared: object), object), object,
          direction: direction == .forward ? .forward : .backward)
      ]
    }
    let object = try body.object(keys: ["forward", "backward"] + shared, refused: refused)
    var layers: [RecipeLayer] = []
    for (key, direction) in [("forward", DenseDirection.forward), ("backward", .backwardBeside)] {
      let half = try object.required(key).object(keys: own, refused: refused)
      layers.append(
        try RecipeLayer(
          try kind(try RecipeRecurrent(half, shared: object), object), object,
          direction: direction, place: half.node.jsonPath))
    }
    return layers
  }

  private enum ResetOrder: String, CaseIterable {
    case before
    case after
  }

  private enum Direction: String, CaseIterable {
    case forward
    case backward
  }
}

extension RecipeRecurrent {
  fileprivate static let directionKeys = ["input", "recurrent", "biases"]
  fileprivate static let sharedKeys = ["gates", "transpose", "gate", "candidate"]

  fileprivate static let refusedKeys = [
    "peepholes": "no peepholes (weights from the cell to the gates have no place in the format)"
  ]

  /// - Parameter shared: what says the activations of both directions.
  fileprivate init(_ object: JSONObject, shared: JSONObject) throws(ImportError) {
    input = try RecipeArray(matrix: try object.required("input"))
    recurrent = try RecipeArray(matrix: try object.required("recurrent"))
    if let node = object["projection"] {
      projection = try RecipeArray(matrix: node)
    }
    biases = []
    if let list = object["biases"] {
      for element in try list.elements() {
        biases.append(try RecipeArray(bias: element))
      }
      guard biases.count <= 2 else {
        throw list.fail(expected: "at most 2 arrays", found: "\(biases.count)")
      }
    }
    if let node = shared["gate"] {
      gate = try DenseActivation(node)
    }
    if let node = shared["candidate"] {
      candidate = try DenseActivation(node)
    }
    if let node = shared["cell"] {
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

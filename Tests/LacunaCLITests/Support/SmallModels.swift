import LacunaImport
import LacunaTestSupport
import Testing

/// Small dense exports, their weights drawn from a seed.
enum SmallModels {
  static let tokens = 11
  static let hidden = 8

  /// An embedding `[11, 6]`, two LSTMs of 8 and a linear layer `[11, 8]`, by state-dict names.
  ///
  /// - Parameter weight: the weight that an integer from -127 to 127 stands for.
  static func languageModel(
    seed: UInt64 = 1, weight: (Int) -> Float = { Float($0) * 0.0071 }
  ) -> [OutputArray] {
    var generator = SplitMix64(seed: seed)
    return arrays(
      [
        ("embedding.weight", [tokens, 6]),
        ("lstm.weight_ih_l0", [4 * hidden, 6]), ("lstm.weight_hh_l0", [4 * hidden, hidden]),
        ("lstm.bias_ih_l0", [4 * hidden]), ("lstm.bias_hh_l0", [4 * hidden]),
        ("lstm.weight_ih_l1", [4 * hidden, hidden]), ("lstm.weight_hh_l1", [4 * hidden, hidden]),
        ("lstm.bias_ih_l1", [4 * hidden]), ("lstm.bias_hh_l1", [4 * hidden]),
        ("output.weight", [tokens, hidden]), ("output.bias", [tokens]),
      ], weight, &generator)
  }

  /// A folder with the language model, `model.npz`, and what `convert` makes of it, `model.lacuna`.
  static func converted() throws -> (folder: TemporaryFolder, dense: String, model: String) {
    let folder = try TemporaryFolder()
    let dense = try folder.write(languageModel(), as: "model.npz")
    let model = folder.path("model.lacuna")
    try lacuna("convert", dense, "-o", model)
    return (folder, dense, model)
  }

  /// A GRU of 8 on 5 features, by state-dict names.
  static func gru(seed: UInt64 = 2) -> [OutputArray] {
    var generator = SplitMix64(seed: seed)
    return arrays(
      [
        ("weight_ih_l0", [3 * hidden, 5]), ("weight_hh_l0", [3 * hidden, hidden]),
        ("bias_ih_l0", [3 * hidden]), ("bias_hh_l0", [3 * hidden]),
      ], { Float($0) * 0.0093 }, &generator)
  }

  /// A bidirectional LSTM of 8 units, projected to 4, on 5 features, and a linear layer of 3 outputs,
  /// by state-dict names.
  static func tagger(seed: UInt64 = 4) -> [OutputArray] {
    var generator = SplitMix64(seed: seed)
    var shapes: [(name: String, shape: [Int])] = []
    for suffix in ["l0", "l0_reverse"] {
      shapes += [
        ("rnn.weight_ih_\(suffix)", [4 * hidden, 5]), ("rnn.weight_hh_\(suffix)", [4 * hidden, 4]),
        ("rnn.bias_ih_\(suffix)", [4 * hidden]), ("rnn.bias_hh_\(suffix)", [4 * hidden]),
        ("rnn.weight_hr_\(suffix)", [4, hidden]),
      ]
    }
    shapes += [("tag.weight", [3, 8]), ("tag.bias", [3])]
    return arrays(shapes, { Float($0) * 0.0093 }, &generator)
  }

  /// Features `[steps, 5]` for ``gru(seed:)``.
  static func features(steps: Int, seed: UInt64 = 3) -> OutputArray {
    var generator = SplitMix64(seed: seed)
    return arrays([("x", [steps, 5])], { Float($0) / 64 }, &generator)[0]
  }

  /// A recipe by which the arrays of ``languageModel(seed:weight:)`` make two networks of the same
  /// layers, an encoder and a decoder.
  static let twoNetworks = """
    {"networks": [\(network("encoder")), \(network("decoder"))]}
    """

  static func network(_ name: String) -> String {
    """
    {"name": "\(name)", "layers": [
      {"embedding": {"weight": "embedding.weight"}},
      {"lstm": {"input": "lstm.weight_ih_l0", "recurrent": "lstm.weight_hh_l0",
                "biases": ["lstm.bias_ih_l0", "lstm.bias_hh_l0"], "gates": "ifgo"}},
      {"lstm": {"input": "lstm.weight_ih_l1", "recurrent": "lstm.weight_hh_l1",
                "biases": ["lstm.bias_ih_l1", "lstm.bias_hh_l1"], "gates": "ifgo"}},
      {"linear": {"weight": "output.weight", "bias": "output.bias"}}]}
    """
  }

  private static func arrays(
    _ shapes: [(name: String, shape: [Int])], _ weight: (Int) -> Float,
    _ generator: inout SplitMix64
  ) -> [OutputArray] {
    shapes.map { name, shape in
      OutputArray(
        name: name, shape: shape,
        values: (0..<shape.reduce(1, *)).map { _ in weight(generator.integer(-127...127)) })
    }
  }
}

extension [OutputArray] {
  /// These arrays with element `index` of the array `name` set to `value`.
  func setting(_ name: String, at index: Int, to value: Float) -> [OutputArray] {
    map { array in
      guard array.name == name else { return array }
      var values = array.values
      values[index] = value
      return OutputArray(name: name, shape: array.shape, values: values)
    }
  }

  /// These arrays with the first axis of the array `name` cut to `count`.
  func cutting(_ name: String, to count: Int) -> [OutputArray] {
    map { array in
      guard array.name == name, let extent = array.shape.first, extent > 0 else { return array }
      return OutputArray(
        name: name, shape: [count] + array.shape.dropFirst(),
        values: [Float](array.values.prefix(array.values.count / extent * count)))
    }
  }
}

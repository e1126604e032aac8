import LacunaDense

/// Finds the one recurrent network in a file whose arrays are named as in a PyTorch state
/// dictionary, and describes it as a recipe.
///
/// The rule: exactly one stack of `PREFIX.weight_ih_l0`, `weight_hh_l0`, `bias_ih_l0`, `bias_hh_l0`
/// and so on (`torch.nn.LSTM` where `weight_hh` has 4 rows for each column, `torch.nn.GRU` where it
/// has 3), each with `_reverse` arrays beside it where the stack is bidirectional, and `weight_hr_l0`
/// and so on where an LSTM has projections. Before it at most one embedding, after it at most one
/// linear layer, among the other arrays called `*.weight` that are matrices of floats:
///
/// - one with a `*.bias` beside it is the linear layer, one without may be either;
/// - the embedding has as many columns as layer 0 has inputs, and the linear layer as many as the
///   last gives values; where two without bias fit both, the first in the file is the embedding;
/// - without a linear weight of its own, a single `*.bias` with a value for each of the embedding's
///   rows makes a linear layer tied to the embedding, where the sizes allow.
///
/// A matrix that then has no place is an error, since a network without it would be another one.
/// Whatever else the file holds is left over.
struct StateDictionary {
  let file: ArrayFile
  let layers: [StateDictionaryLayer]

  init(_ file: ArrayFile) throws(ImportError) {
    self.file = file
    layers = try StateDictionaryLayer.all(in: file)
  }

  func recipe() throws(ImportError) -> Recipe {
    var described: [RecipeLayer] = []
    func add(_ kind: RecipeLayer.Kind, _ direction: DenseDirection = .forward) {
      described.append(
        RecipeLayer(kind: kind, isTransposed: false, direction: direction, place: ""))
    }
    let outer = try outerLayers()
    if let embedding = outer.embedding {
      add(.embedding(weight: array(embedding)))
    }
    for layer in layers {
      let recurrent = RecipeRecurrent(
        input: array(layer.inputWeight.name), recurrent: array(layer.recurrentWeight.name),
        projection: layer.projection.map { array($0.name) },
        biases: layer.biases.map { array($0.name) })
      switch layer.cell {
      case .lstm: add(.lstm(recurrent, gates: .ifgo, outputGate: nil), layer.direction)
      case .gru: add(.gru(recurrent, gates: .rzn, resetAfter: true), layer.direction)
      }
    }
    if let weight = outer.linearWeight {
      add(.linear(weight: array(weight), bias: outer.linearBias.map(array), activation: .none))
    }
    return Recipe(
      networks: [RecipeNetwork(name: "model", place: "", vocabulary: nil, layers: described)])
  }

  private struct OuterLayers {
    var embedding: String?
    var linearWeight: String?
    var linearBias: String?
  }

  private func outerLayers() throws(ImportError) -> OuterLayers {
    let inputSize = layers[0].inputWeight.shape[1]
    let outputSize = layers.reduce(0) { size, layer in
      (layer.direction == .forward ? 0 : size) + layer.outputSize
    }
    let recurrentNames = Set(layers.flatMap(\.names))
    var candidates = file.arrays.filter { array in
      array.isMatrix && Self.hasLastPart("weight", array.name)
        && !recurrentNames.contains(array.name)
    }
    func bias(of weight: SourceArray) -> String? {
      let name = weight.name.dropLast("weight".count) + "bias"
      return file.array(named: String(name)).flatMap {
        $0.shape == [weight.shape[0]] ? $0.name : nil
      }
    }
    func take(_ fits: (SourceArray) -> Bool) -> SourceArray? {
      candidates.firstIndex(where: fits).map { candidates.remove(at: $0) }
    }

    var result = OuterLayers()
    if let linear = take({ $0.shape[1] == outputSize && bias(of: $0) != nil }) {
      result.linearWeight = linear.name
      result.linearBias = bias(of: linear)
    }
    let embedding = take { $0.shape[1] == inputSize && bias(of: $0) == nil }
    result.embedding = embedding?.name
    if result.linearWeight == nil {
      if let linear = take({ $0.shape[1] == outputSize && bias(of: $0) == nil }) {
        result.linearWeight = linear.name
      } else if let embedding, outputSize == inputSize {
        let biases = file.arrays.filter {
          Self.hasLastPart("bias", $0.name) && $0.shape == [embedding.shape[0]]
            && !recurrentNames.contains($0.name)
        }
        if biases.count == 1 {
          result.linearWeight = embedding.name
          result.linearBias = biases[0].name
        }
      }
    }
    guard candidates.isEmpty else {
      throw fail(
        expected: "at most one embedding before and one linear layer after the recurrent layers",
        found: "also " + candidates.map { "\($0.name) \($0.summary)" }.joined(separator: ", ")
          + "; write a recipe that says where each belongs")
    }
    return result
  }

  private func array(_ name: String) -> RecipeArray {
    RecipeArray(name: name, place: "")
  }

  private func fail(expected: String, found: String) -> ImportError {
    .malformed(ImportProblem(path: file.path, expected: expected, found: found))
  }

  private static func hasLastPart(_ part: String, _ name: String) -> Bool {
    name == part || name.hasSuffix("." + part)
  }
}

extension SourceArray {
  /// Whether it holds floats on two axes, neither of them empty.
  var isMatrix: Bool {
    guard case .float = element else { return false }
    return shape.count == 2 && shape.allSatisfy { $0 > 0 }
  }
}

import LacunaDense

/// Makes the dense model that a recipe describes from the arrays of a file.
///
/// Every shape is checked here, so that a message can name the array and give both shapes as the
/// file has them.
struct ModelBuilder {
  let file: ArrayFile
  /// The folder that the recipe's paths are relative to: empty, or with its final slash.
  let recipeFolder: String
  /// Names of the arrays that a layer uses.
  var used: Set<String> = []
  var choices: [String: ArrayChoice] = [:]

  init(file: ArrayFile, recipeFolder: String) {
    self.file = file
    self.recipeFolder = recipeFolder
  }

  mutating func model(_ recipe: Recipe) throws(ImportError) -> DenseModel {
    var networks: [DenseNetwork] = []
    for network in recipe.networks {
      networks.append(try build(network))
    }
    return DenseModel(networks: networks)
  }

  private mutating func build(_ network: RecipeNetwork) throws(ImportError) -> DenseNetwork {
    var layers: [DenseLayer] = []
    // What the last stage takes and gives. A slice of `layers` would have each layer copy them all.
    var before: (inputSize: Int?, outputSize: Int)?
    for layer in network.layers {
      let isBeside = layer.direction == .backwardBeside && before != nil
      let built = try build(layer, taking: isBeside ? before?.inputSize : before?.outputSize)
      layers.append(built)
      before =
        isBeside
        ? (before?.inputSize, (before?.outputSize ?? 0) + built.outputSize)
        : (built.inputSize, built.outputSize)
    }
    let vocabulary = try readVocabulary(of: network, layers: layers)
    return try shaped(place: network.place) { () throws(DenseShapeError) in
      try DenseNetwork(name: network.name, vocabulary: vocabulary, layers: layers)
    }
  }

  private mutating func build(
    _ layer: RecipeLayer, taking inputSize: Int?
  ) throws(ImportError) -> DenseLayer {
    switch layer.kind {
    case .embedding(let weight):
      guard inputSize == nil else {
        throw .malformed(
          ImportProblem(
            path: file.path, place: layer.place, expected: "an embedding only as the first layer",
            found: "one after another layer"))
      }
      return .embedding(
        DenseEmbedding(weight: try matrix(weight, isTransposed: layer.isTransposed)))
    case .linear(let weight, let bias, let activation):
      let matrix = try matrix(weight, isTransposed: layer.isTransposed)
      try check(matrix, weight, rows: matrix.rows, columns: inputSize ?? matrix.columns)
      var values: [Float]?
      if let bias {
        values = try vector(bias, count: matrix.rows)
      }
      return try shaped(place: layer.place) { () throws(DenseShapeError) in
        .linear(try DenseLinear(weight: matrix, bias: values, activation: activation))
      }
    case .lstm(let recurrent, let gates, let outputGate):
      return try lstm(
        recurrent, gates: gates, outputGate: outputGate ?? recurrent.gate, of: layer,
        taking: inputSize)
    case .gru(let recurrent, let gates, let resetAfter):
      return try gru(recurrent, gates: gates, resetAfter: resetAfter, of: layer, taking: inputSize)
    }
  }

  /// An embedding has a row, or else the output a value, for each entry.
  private func readVocabulary(
    of network: RecipeNetwork, layers: [DenseLayer]
  ) throws(ImportError) -> DenseVocabulary? {
    guard let source = network.vocabulary, let first = layers.first, let last = layers.last else {
      return nil
    }
    let path = source.path.hasPrefix("/") ? source.path : recipeFolder + source.path
    let vocabulary = try VocabularyFile.read(path: path, unit: source.unit)
    let expected: (count: Int, reason: String) =
      if case .embedding(let embedding) = first {
        (
          embedding.weight.rows,
          "one for each row of the embedding (array \(embedding.weight.name))"
        )
      } else {
        (last.outputSize, "one for each output of network \(network.name)")
      }
    guard vocabulary.entries.count == expected.count else {
      throw .malformed(
        ImportProblem(
          path: path, place: "\(network.place).vocabulary",
          expected: "\(expected.count) entries, \(expected.reason)",
          found: "\(vocabulary.entries.count)"))
    }
    return vocabulary
  }

  /// Turns a shape error of the dense model, which the checks here ought to come before, into one
  /// of the import.
  func shaped<Result>(
    place: String, _ make: () throws(DenseShapeError) -> Result
  ) throws(ImportError) -> Result {
    do throws(DenseShapeError) {
      return try make()
    } catch {
      throw .malformed(
        ImportProblem(
          path: file.path, place: "\(place), \(error.subject) (array \(error.array))",
          expected: "shape \(error.expected)", found: "shape \(error.found)"))
    }
  }
}

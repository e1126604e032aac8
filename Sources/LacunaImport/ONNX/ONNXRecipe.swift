import LacunaDense

/// The layers that an ONNX file's graph has, as a recipe that names their arrays.
///
/// - Throws: `ImportError` where the graph is not one that can be imported, and where it can but no
///   recipe can: one names whole arrays of floats, not the half of one that has both directions, not
///   what is dequantized, and not several put together.
func onnxRecipe(
  _ file: ArrayFile, graph: ONNXFile
) throws(ImportError) -> (recipe: Recipe, notes: [String]) {
  let (dense, biasNames) = try ONNXInterpreter(graph).network()
  let hint = "lacuna convert \(file.path) reads the graph itself and needs no recipe"
  var layers: [RecipeLayer] = []
  for (layer, biases) in zip(dense.layers, biasNames) {
    for name in layer.matrices.map(\.name) + biases {
      let array = file.array(named: name)
      if let array, case .float = array.element { continue }
      throw ONNXPlace(path: file.path, name: nil).unsupported(
        expected: "layers whose arrays a recipe can name",
        found: "\(name), which is \(array.map { "\($0.summary)" } ?? "a part of an array"); \(hint)"
      )
    }
    layers.append(RecipeLayer(layer, biases: biases))
  }
  let network = RecipeNetwork(name: dense.name, place: "", vocabulary: nil, layers: layers)
  let recipe = Recipe(networks: [network])
  // What is cut from an array has the array's name, and what is put together the first one's.
  guard
    (try? builtLayers(recipe, from: file))?.elementsEqual(
      dense.layers, by: { $0.hasWeights(of: $1) }) == true
  else {
    throw ONNXPlace(path: file.path, name: nil).unsupported(
      expected: "layers whose arrays a recipe can name",
      found: "a layer of parts of arrays, or of several put together; \(hint)")
  }
  return (recipe, ["\(hint); with one, the graph is left aside"])
}

/// The layers that a recipe of one network makes of a file's arrays.
private func builtLayers(_ recipe: Recipe, from file: ArrayFile) throws(ImportError) -> [DenseLayer]
{
  var builder = ModelBuilder(file: file, recipeFolder: "")
  return try builder.model(recipe).networks[0].layers
}

extension RecipeLayer {
  /// - Parameter biases: names of the arrays of its biases.
  fileprivate init(_ layer: DenseLayer, biases: [String]) {
    func array(_ name: String) -> RecipeArray { RecipeArray(name: name, place: "") }
    func recurrent(
      gate: DenseActivation, candidate: DenseActivation, cell: DenseActivation = .tanh
    ) -> RecipeRecurrent {
      RecipeRecurrent(
        input: array(layer.matrices[0].name), recurrent: array(layer.matrices[1].name),
        biases: biases.map(array), gate: gate, candidate: candidate, cell: cell)
    }
    switch layer {
    case .embedding(let embedding):
      kind = .embedding(weight: array(embedding.weight.name))
    case .linear(let linear):
      kind = .linear(
        weight: array(linear.weight.name), bias: biases.first.map(array),
        activation: linear.activation)
    case .lstm(let lstm):
      kind = .lstm(
        recurrent(gate: lstm.gate, candidate: lstm.candidate, cell: lstm.cell), gates: .iofc,
        outputGate: lstm.outputGate)
    case .gru(let gru):
      kind = .gru(
        recurrent(gate: gru.gate, candidate: gru.candidate), gates: .zrn,
        resetAfter: gru.resetAfter)
    }
    isTransposed = layer.matrices[0].isTransposed
    direction = layer.direction
    place = ""
  }
}

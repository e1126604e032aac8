import LacunaDense

/// The layers that an ONNX file's graph has, as a recipe that names their arrays.
///
/// A recipe names whole arrays: those that hold both directions, or that are quantized, are named all
/// the same, and a note says so.
///
/// - Throws: `ImportError` where the graph is not one that can be imported.
func onnxRecipe(
  _ file: ArrayFile, graph: ONNXFile
) throws(ImportError) -> (recipe: Recipe, notes: [String]) {
  let (dense, biasNames) = try ONNXInterpreter(graph).network()
  var layers: [RecipeLayer] = []
  var notes = ["the graph says its layers, and needs no recipe; with one, it is left aside"]
  for (layer, biases) in zip(dense.layers, biasNames) {
    layers.append(RecipeLayer(layer, biases: biases))
    for matrix in layer.matrices where file.array(named: matrix.name) == nil {
      notes.append("\(matrix.name) is a part of an array, which a recipe cannot name")
    }
    if layer.hasClippedActivations {
      notes.append("layer \(layers.count - 1) has a HardSigmoid, which is to be added")
    }
  }
  let network = RecipeNetwork(name: dense.name, place: "", vocabulary: nil, layers: layers)
  return (Recipe(networks: [network]), notes)
}

extension RecipeLayer {
  /// - Parameter biases: names of the arrays of its biases.
  fileprivate init(_ layer: DenseLayer, biases: [String]) {
    func array(_ name: String) -> RecipeArray { RecipeArray(name: name, place: "") }
    func recurrent(_ matrices: [DenseMatrix]) -> RecipeRecurrent {
      RecipeRecurrent(
        input: array(matrices[0].name), recurrent: array(matrices[1].name),
        biases: biases.map(array))
    }
    switch layer {
    case .embedding(let embedding):
      kind = .embedding(weight: array(embedding.weight.name))
    case .linear(let linear):
      kind = .linear(
        weight: array(linear.weight.name), bias: biases.first.map(array),
        activation: linear.activation)
    case .lstm:
      kind = .lstm(recurrent(layer.matrices), gates: .iofc, outputGate: nil)
    case .gru(let gru):
      kind = .gru(recurrent(layer.matrices), gates: .zrn, resetAfter: gru.resetAfter)
    }
    isTransposed = layer.matrices[0].isTransposed
    direction = layer.direction
    place = ""
  }
}

extension DenseLayer {
  fileprivate var hasClippedActivations: Bool {
    let activations: [DenseActivation] =
      switch self {
      case .lstm(let lstm): [lstm.gate, lstm.candidate, lstm.cell, lstm.outputGate]
      case .gru(let gru): [gru.gate, gru.candidate]
      case .embedding, .linear: []
      }
    return activations.contains { $0 != .sigmoid && $0 != .tanh }
  }
}

import LacunaDense

extension ONNXInterpreter {
  /// The layers between an input and the outputs of the graph, as one network, and the names of the
  /// arrays of each layer's biases.
  ///
  /// - Throws: `ImportError` where they are no single sequence of layers.
  func network() throws(ImportError) -> (DenseNetwork, biasNames: [[String]]) {
    let chain = try chain().map { drafts[$0] }
    let layers = chain.flatMap(\.layers)
    let network = try shaped(at: ONNXPlace(path: file.path, name: "graph")) {
      () throws(DenseShapeError) in try DenseNetwork(name: "model", layers: layers)
    }
    return (network, chain.flatMap(\.biasNames))
  }

  /// Indices of the layers that lead to the output, first layer first.
  private func chain() throws(ImportError) -> [Int] {
    var given: [(name: String, layer: Int)] = []
    for name in file.outputs {
      let place = ONNXPlace(path: file.path, name: "output \"\(name)\"")
      guard case .signal(let signal) = try value(name, at: place) else {
        throw place.unsupported(
          expected: "what a layer gives", found: "a value that depends on no layer")
      }
      // Final states, and states that are handed through, are no layer's output.
      guard case .layer(let layer) = signal.source else { continue }
      guard let features = signal.features, features.isEmpty || signal.axes.contains(features)
      else {
        throw place.unsupported(
          expected: "the values that a layer gives at a step", found: "several axes put together")
      }
      given.append((name, layer))
    }
    // The longest path is the network; outputs within it are given on the way.
    guard let output = given.max(by: { drafts[$0.layer].depth < drafts[$1.layer].depth }) else {
      throw ONNXPlace(path: file.path, name: "graph").unsupported(
        expected: "an output that a layer gives", found: "none")
    }
    let chain = path(to: output.layer)
    let members = Set(chain)
    for other in given where !members.contains(other.layer) {
      throw ONNXPlace(path: file.path, name: "output \"\(other.name)\"").unsupported(
        expected: "one sequence of layers", found: "a branch beside \"\(output.name)\"")
    }
    for (index, draft) in drafts.enumerated() where draft.isRecurrent && !members.contains(index) {
      throw draft.place.unsupported(
        expected: "one sequence of layers", found: "a branch beside \"\(output.name)\"")
    }
    try checkInputs(of: chain)
    return chain
  }

  private func path(to last: Int) -> [Int] {
    var path = [last]
    while case .layer(let index) = drafts[path[path.count - 1]].parent { path.append(index) }
    return path.reversed()
  }

  /// What the first layer takes must not be a state too.
  private func checkInputs(of chain: [Int]) throws(ImportError) {
    guard let first = chain.first, case .input(let name) = drafts[first].parent else { return }
    for index in chain where drafts[index].stateInputs.contains(name) {
      throw drafts[index].place.unsupported(
        expected: "an initial state of its own",
        found: "\"\(name)\", which the first layer takes too")
    }
  }
}

extension RecipeGuess {
  /// The layers of a network as a recipe has them, with a note for each guess.
  mutating func layers(of network: Network, named name: String) -> [RecipeLayer] {
    var layers: [RecipeLayer] = []
    if let embedding = network.embedding {
      layers.append(
        RecipeLayer(
          kind: .embedding(weight: array(matrices[embedding].name)), isTransposed: false, place: "")
      )
    }
    for (index, pair) in network.layers.enumerated() {
      let isBackward = index > 0 && self.isBackward(pair, of: network.layers[index - 1])
      layers.append(
        RecipeLayer(
          kind: kind(of: pair, named: name), isTransposed: pair.isTransposed,
          direction: isBackward ? .backwardBeside : .forward, place: ""))
    }
    for index in network.linear {
      let matrix = matrices[index]
      let isTransposed = network.layers[0].isTransposed
      let bias = bias(of: matrix, count: isTransposed ? matrix.columns : matrix.rows)
      if let bias { vectors.removeAll { $0.name == bias.name } }
      layers.append(
        RecipeLayer(
          kind: .linear(
            weight: array(matrix.name), bias: bias.map { array($0.name) }, activation: .none),
          isTransposed: isTransposed, place: ""))
      if index != network.linear.last {
        notes.append(
          "network \(name), \(matrix.name): a guess is \"activation\": \"none\"; it may be relu, "
            + "tanh or sigmoid")
      }
    }
    return layers
  }

  private mutating func kind(of pair: RecurrentGuess, named network: String) -> RecipeLayer.Kind {
    let recurrent = RecipeRecurrent(
      input: array(matrices[pair.input].name), recurrent: array(matrices[pair.recurrent].name),
      biases: pair.biases.map { array($0.name) })
    let hasTwoRows = pair.biases.first?.shape == [2, pair.gateRows]
    let (framework, lstm, gru, resetAfter): (String, LSTMGateOrder, GRUGateOrder, Bool) =
      if matrices[pair.recurrent].hasDirectionAxis {
        ("ONNX", .iofc, .zrn, true)
      } else if pair.isTransposed {
        ("Keras", .ifco, .zrn, hasTwoRows)
      } else {
        ("PyTorch", .ifgo, .rzn, true)
      }
    let name = recurrent.recurrent.name
    if pair.gateCount == 4 {
      notes.append(
        "network \(network), \(name): a guess is \"gates\": \"\(lstm.rawValue)\", as in \(framework)"
      )
      return .lstm(recurrent, gates: lstm, outputGate: nil)
    }
    notes.append(
      "network \(network), \(name): a guess is \"gates\": \"\(gru.rawValue)\" and \"reset\": "
        + "\"\(resetAfter ? "after" : "before")\", as in \(framework)")
    return .gru(recurrent, gates: gru, resetAfter: resetAfter)
  }

  private func array(_ name: String) -> RecipeArray {
    RecipeArray(name: name, place: "")
  }
}

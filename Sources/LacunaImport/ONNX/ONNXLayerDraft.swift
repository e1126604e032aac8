import LacunaDense

/// A layer found in the graph, and what it takes.
struct ONNXLayerDraft {
  enum Parent {
    case input(String)
    case layer(Int)
  }

  enum Kind {
    case embedding(DenseEmbedding)
    case linear(DenseLinear)
    /// One layer, or a forward and a backward one beside it.
    case recurrent([DenseLayer])
  }

  var parent: Parent
  var kind: Kind
  /// The node that makes it.
  var place: ONNXPlace
  /// Names of the arrays of each of its layers' biases.
  var biasNames: [[String]] = [[]]
  /// Layers before it.
  var depth = 0
  /// Inputs of the graph that give its initial state.
  var stateInputs: Set<String> = []

  var layers: [DenseLayer] {
    switch kind {
    case .embedding(let embedding): [.embedding(embedding)]
    case .linear(let linear): [.linear(linear)]
    case .recurrent(let layers): layers
    }
  }

  var isRecurrent: Bool {
    if case .recurrent = kind { true } else { false }
  }
}

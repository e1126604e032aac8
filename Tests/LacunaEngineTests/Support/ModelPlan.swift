/// The shape of a model to be filled at random.
struct NetworkPlan {
  /// Token ids when the first layer is an embedding, else features.
  var inputSize: Int
  var layers: [LayerPlan]
  var hasVocabulary = false
}

struct LayerPlan {
  var kind: LayerDescription.Kind
  var outputSize: Int
  var encoding: MatrixEncoding = .int8
  /// The recurrent matrix's, where it is not that of the input weights.
  var recurrentEncoding: MatrixEncoding?
  var reset = 0
  var output = 0
  var hasBias = true
  /// A linear layer that uses the embedding's matrix.
  var isTied = false
  /// Gates that share one activation record among them, where their roles allow it.
  var sharesActivations = false
}

extension LayerPlan {
  static func embedding(_ size: Int, _ encoding: MatrixEncoding = .int8) -> LayerPlan {
    LayerPlan(kind: .embedding, outputSize: size, encoding: encoding)
  }

  static func lstm(_ hidden: Int, _ encoding: MatrixEncoding = .int8) -> LayerPlan {
    LayerPlan(kind: .lstm, outputSize: hidden, encoding: encoding)
  }

  static func gru(_ hidden: Int, reset: Int, _ encoding: MatrixEncoding = .int8) -> LayerPlan {
    LayerPlan(kind: .gru, outputSize: hidden, encoding: encoding, reset: reset)
  }

  static func linear(_ size: Int, output: Int = 0, _ encoding: MatrixEncoding = .int8)
    -> LayerPlan
  {
    LayerPlan(kind: .linear, outputSize: size, encoding: encoding, output: output)
  }

  static func tiedLinear(ids: Int) -> LayerPlan {
    LayerPlan(kind: .linear, outputSize: ids, isTied: true)
  }
}

/// The shape of a model to be filled at random.
package struct NetworkPlan {
  /// Token ids when the first layer is an embedding, else features.
  package var inputSize: Int
  package var layers: [LayerPlan]
  package var hasVocabulary = false

  package init(inputSize: Int, layers: [LayerPlan], hasVocabulary: Bool = false) {
    self.inputSize = inputSize
    self.layers = layers
    self.hasVocabulary = hasVocabulary
  }
}

package struct LayerPlan {
  package var kind: LayerDescription.Kind
  package var outputSize: Int
  package var encoding: MatrixEncoding = .int8
  /// The recurrent matrix's, where it is not that of the input weights.
  package var recurrentEncoding: MatrixEncoding?
  package var reset = 0
  package var output = 0
  package var direction = 0
  /// Units of an LSTM whose outputs are projected.
  package var projectedFrom: Int?
  package var hasBias = true
  /// A linear layer that uses the embedding's matrix.
  package var isTied = false
  /// Gates that share one activation record among them, where their roles allow it.
  package var sharesActivations = false
}

extension LayerPlan {
  package static func embedding(_ size: Int, _ encoding: MatrixEncoding = .int8) -> LayerPlan {
    LayerPlan(kind: .embedding, outputSize: size, encoding: encoding)
  }

  package static func lstm(_ hidden: Int, _ encoding: MatrixEncoding = .int8) -> LayerPlan {
    LayerPlan(kind: .lstm, outputSize: hidden, encoding: encoding)
  }

  package static func gru(_ hidden: Int, reset: Int, _ encoding: MatrixEncoding = .int8)
    -> LayerPlan
  {
    LayerPlan(kind: .gru, outputSize: hidden, encoding: encoding, reset: reset)
  }

  /// An LSTM of `hidden` units with a projection to `outputs`.
  package static func lstm(
    _ hidden: Int, projectedTo outputs: Int, _ encoding: MatrixEncoding = .int8
  ) -> LayerPlan {
    LayerPlan(kind: .lstm, outputSize: outputs, encoding: encoding, projectedFrom: hidden)
  }

  /// The same layer, reading backward.
  package var backward: LayerPlan { directed(1) }

  /// The same layer, reading backward beside the layer before.
  package var backwardBeside: LayerPlan { directed(2) }

  private func directed(_ direction: Int) -> LayerPlan {
    var plan = self
    plan.direction = direction
    return plan
  }

  package static func linear(_ size: Int, output: Int = 0, _ encoding: MatrixEncoding = .int8)
    -> LayerPlan
  {
    LayerPlan(kind: .linear, outputSize: size, encoding: encoding, output: output)
  }

  package static func tiedLinear(ids: Int) -> LayerPlan {
    LayerPlan(kind: .linear, outputSize: ids, isTied: true)
  }
}

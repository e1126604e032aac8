/// A whole file in words: what the records of spec/graph.md say, before it is bytes.
///
/// Nothing here is checked: a test may describe a file that breaks a rule.
package struct ModelDescription {
  package var networks: [NetworkDescription] = []
  package var matrices: [MatrixDescription] = []
  package var biases: [BiasDescription] = []
  package var activations: [ActivationDescription] = []
  /// Activation tables of 257 values, Q0.15.
  package var tables: [[Int]] = []
  package var vocabularies: [VocabularyDescription] = []
  package var metadata: MetadataDescription?
  /// Sections after the metadata, of kinds that version 1.0 does not know.
  package var unknownSections: [ModelSection] = []

  package init() {}
}

package struct NetworkDescription {
  package var name: String
  package var layers: [LayerDescription]
  package var vocabulary: Int?

  package init(name: String, layers: [LayerDescription], vocabulary: Int? = nil) {
    self.name = name
    self.layers = layers
    self.vocabulary = vocabulary
  }
}

/// A layer record; indices point into the arrays of the `ModelDescription`.
package struct LayerDescription {
  package enum Kind: Int, CaseIterable {
    case embedding = 1
    case lstm, gru, linear
  }

  package var kind: Kind
  /// 0 forward, 1 backward, 2 backward beside the layer before.
  package var direction = 0
  /// 1 for a GRU that resets after the recurrent product.
  package var reset = 0
  /// 0 as it is, 1 rectified, 2 through activation 0.
  package var output = 0
  package var inputSize: Int
  package var outputSize: Int
  package var matrix: Int
  package var recurrentMatrix: Int?
  package var projection: Int?
  /// Units of a layer with a projection, else 0.
  package var hiddenSize = 0
  package var bias: Int?
  package var activations: [Int] = []
  package var denseBiasCount = 0

  package init(
    kind: Kind, reset: Int = 0, output: Int = 0, inputSize: Int, outputSize: Int, matrix: Int,
    recurrentMatrix: Int? = nil, bias: Int? = nil, activations: [Int] = []
  ) {
    self.kind = kind
    self.reset = reset
    self.output = output
    self.inputSize = inputSize
    self.outputSize = outputSize
    self.matrix = matrix
    self.recurrentMatrix = recurrentMatrix
    self.bias = bias
    self.activations = activations
  }
}

package struct BiasDescription {
  package var exponent: Int
  package var values: [Int]

  package init(exponent: Int, values: [Int]) {
    self.exponent = exponent
    self.values = values
  }
}

package enum ActivationDescription {
  case table(Int)
  case clipped(shift: Int, offset: Int, low: Int, high: Int)
}

package struct VocabularyDescription {
  /// 1 word, 2 character.
  package var unit: Int
  package var entries: [String]

  package init(unit: Int, entries: [String]) {
    self.unit = unit
    self.entries = entries
  }
}

package struct MetadataDescription {
  package var records: [(key: String, value: MetadataValue)]
  /// Zeros after the records.
  package var slack: Int

  package init(records: [(key: String, value: MetadataValue)], slack: Int) {
    self.records = records
    self.slack = slack
  }
}

package enum MetadataValue {
  case text(String)
  case integer(Int64)
  case real(Double)
  case boolean(Bool)
}

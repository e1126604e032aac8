/// A whole file in words: what the records of spec/graph.md say, before it is bytes.
///
/// Nothing here is checked: a test may describe a file that breaks a rule.
struct ModelDescription {
  var networks: [NetworkDescription] = []
  var matrices: [MatrixDescription] = []
  var biases: [BiasDescription] = []
  var activations: [ActivationDescription] = []
  /// Activation tables of 257 values, Q0.15.
  var tables: [[Int]] = []
  var vocabularies: [VocabularyDescription] = []
  var metadata: MetadataDescription?
  /// Sections after the metadata, of kinds that version 0.1 does not know.
  var unknownSections: [ModelSection] = []
}

struct NetworkDescription {
  var name: String
  var layers: [LayerDescription]
  var vocabulary: Int?
}

/// A layer record; indices point into the arrays of the `ModelDescription`.
struct LayerDescription {
  enum Kind: Int, CaseIterable {
    case embedding = 1
    case lstm, gru, linear
  }

  var kind: Kind
  /// 1 for a GRU that resets after the recurrent product.
  var reset = 0
  /// 0 as it is, 1 rectified, 2 through activation 0.
  var output = 0
  var inputSize: Int
  var outputSize: Int
  var matrix: Int
  var recurrentMatrix: Int?
  var bias: Int?
  var activations: [Int] = []
  var denseBiasCount = 0
}

struct BiasDescription {
  var exponent: Int
  var values: [Int]
}

enum ActivationDescription {
  case table(Int)
  case clipped(shift: Int, offset: Int, low: Int, high: Int)
}

struct VocabularyDescription {
  /// 1 word, 2 character.
  var unit: Int
  var entries: [String]
}

struct MetadataDescription {
  var records: [(key: String, value: MetadataValue)]
  /// Zeros after the records.
  var slack: Int
}

enum MetadataValue {
  case text(String)
  case integer(Int64)
  case real(Double)
  case boolean(Bool)
}

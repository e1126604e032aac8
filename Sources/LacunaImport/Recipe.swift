import LacunaDense

/// Which arrays make which layers of which networks: a JSON file, for arrays whose names do not say.
///
/// ```json
/// {"networks": [{"name": "tagger", "vocabulary": "words.txt", "unit": "word", "layers": [
///   {"embedding": {"weight": "embedding"}},
///   {"lstm": {"input": "w", "recurrent": "u", "biases": ["b", "d"], "gates": "ifgo"}},
///   {"gru": {"input": {"array": "v", "encoding": "terms:2/16"}, "recurrent": "t",
///            "gates": "zrn", "reset": "after", "transpose": true,
///            "gate": {"clipped": {"shift": 2, "offset": 0.5, "low": 0, "high": 1}}}},
///   {"linear": {"weight": "fc", "bias": "fc_bias", "activation": "relu"}}]}]}
/// ```
///
/// - `vocabulary` is a path from the recipe's folder, of a ``VocabularyFile``; `unit` is `word`
///   unless it is `character`.
/// - A matrix is an array's name, or an object with `array` and, for the compressor, `encoding`,
///   `codebook` (a name, or its values) and `axis`.
/// - `gates` must be said (``LSTMGateOrder``, ``GRUGateOrder``), and a GRU's `reset`, which is
///   `before` or `after`: a guess would give a model that runs and is wrong.
/// - `biases` lists none, one or two arrays; one may hold both, as in Keras and ONNX.
/// - `projection` is an LSTM's, `[output, hidden]`.
/// - `forward` and `backward`, each with `input`, `recurrent`, `biases` and `projection` of its own,
///   make a bidirectional layer; `direction` is for one that reads backward alone.
/// - `transpose` is for arrays that are `[inputs, outputs]`.
/// - `gate`, `candidate`, an LSTM's `cell` and `outputGate` are `sigmoid`, `tanh` or `clipped`;
///   they default to sigmoid, tanh, tanh, and whatever `gate` is.
///
/// An unknown key is an error, so that a misspelt one cannot be without effect.
struct Recipe {
  var networks: [RecipeNetwork]
}

struct RecipeNetwork {
  var name: String
  /// Where in the recipe it stands, for messages.
  var place: String
  var vocabulary: RecipeVocabulary?
  var layers: [RecipeLayer]
}

struct RecipeVocabulary {
  /// As the recipe has it: relative to the recipe's folder.
  var path: String
  var unit: DenseVocabulary.Unit
}

struct RecipeLayer {
  enum Kind {
    case embedding(weight: RecipeArray)
    case lstm(RecipeRecurrent, gates: LSTMGateOrder, outputGate: DenseActivation?)
    case gru(RecipeRecurrent, gates: GRUGateOrder, resetAfter: Bool)
    case linear(weight: RecipeArray, bias: RecipeArray?, activation: DenseLinearActivation)
  }

  var kind: Kind
  /// Whether the source has its matrices as `[inputs, outputs]`.
  var isTransposed: Bool
  var direction = DenseDirection.forward
  /// Where in the recipe it stands, for messages.
  var place: String
}

extension RecipeLayer {
  /// Names of the arrays with the layer's biases.
  var biasNames: [String] {
    switch kind {
    case .embedding: []
    case .lstm(let recurrent, _, _), .gru(let recurrent, _, _): recurrent.biases.map(\.name)
    case .linear(_, let bias, _): bias.map { [$0.name] } ?? []
    }
  }
}

/// What LSTM and GRU layers have in common.
struct RecipeRecurrent {
  var input: RecipeArray
  var recurrent: RecipeArray
  var projection: RecipeArray?
  var biases: [RecipeArray]
  var gate: DenseActivation = .sigmoid
  var candidate: DenseActivation = .tanh
  var cell: DenseActivation = .tanh
}

/// An array that a recipe asks for.
struct RecipeArray {
  var name: String
  var choice = ArrayChoice()
  /// Where in the recipe it stands, for messages.
  var place: String
}

/// How the recipe wants an array compressed; nil where it does not say. What the strings mean is
/// for the compressor to say.
public struct ArrayChoice: Sendable, Equatable {
  /// `terms:2/16`, `codes`, `int8`.
  public var encoding: String?
  /// `shift`, `fitted`.
  public var codebook: String?
  /// What codes stand for, where that is given and not chosen.
  public var codebookValues: [Int]?
  /// `input`, `output`.
  public var axis: String?

  public init(
    encoding: String? = nil, codebook: String? = nil, codebookValues: [Int]? = nil,
    axis: String? = nil
  ) {
    self.encoding = encoding
    self.codebook = codebook
    self.codebookValues = codebookValues
    self.axis = axis
  }

  var isEmpty: Bool { self == ArrayChoice() }
}

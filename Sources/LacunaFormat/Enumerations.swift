/// What a section holds (`spec/container.md`, Kinds).
public enum SectionKind: UInt16, Sendable {
  case graph = 0x0001
  case strings = 0x0002
  case weights = 0x0003
  case rowExponents = 0x0004
  case biases = 0x0005
  case activationTable = 0x0006
  case vocabulary = 0x8007
  case metadata = 0x8008

  /// Whether a reader that does not know the raw kind must refuse the file.
  public static func isCritical(_ rawKind: UInt16) -> Bool { rawKind < 0x8000 }
}

/// How a matrix stores its weights (`spec/encodings.md`).
public enum Encoding: UInt8, Sendable {
  case terms = 1
  case codes = 2
  case int8 = 3
}

/// The direction in which the groups of a term matrix run (`spec/encodings.md`, `terms`).
public enum GroupAxis: UInt8, Sendable {
  /// Along a row, over its inputs.
  case input = 0
  /// Down a column, over its outputs.
  case output = 1
}

/// What a layer computes (`spec/graph.md`, Layer).
public enum LayerKind: UInt8, Sendable {
  case embedding = 1
  case lstm = 2
  case gru = 3
  case linear = 4
}

/// Which way a recurrent layer reads a sequence (`spec/graph.md`, Layer).
public enum LayerDirection: UInt8, Sendable {
  /// From the first step to the last.
  case forward = 0
  /// From the last step to the first.
  case backward = 1
  /// From the last step to the first, taking the same input as the forward layer before it, whose
  /// outputs its own follow.
  case backwardBeside = 2

  /// Whether the layer needs the whole sequence before it can begin.
  public var isBackward: Bool { self != .forward }
}

/// Where the reset gate of a GRU acts (`spec/graph.md`, Layer).
public enum ResetPosition: UInt8, Sendable {
  /// On the state, before the recurrent product.
  case before = 0
  /// On the recurrent product.
  case after = 1
}

/// What a linear layer does with its sums (`spec/graph.md`, Layer).
public enum LinearOutput: UInt8, Sendable {
  case none = 0
  case rectified = 1
  case activation = 2
}

/// How an activation function is given (`spec/graph.md`, Activation).
public enum ActivationKind: UInt8, Sendable {
  case table = 1
  case clipped = 2
}

/// What a vocabulary entry is (`spec/graph.md`, Vocabulary).
public enum VocabularyUnit: UInt8, Sendable {
  case word = 1
  case character = 2
}

/// The type of a metadata value (`spec/graph.md`, Metadata).
public enum MetadataType: UInt8, Sendable {
  case text = 1
  case int64 = 2
  case float64 = 3
  case boolean = 4
}

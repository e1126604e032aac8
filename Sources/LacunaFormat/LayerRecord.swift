/// One layer: its kind, its sizes, and the indices of what it uses (`spec/graph.md`, Layer).
public struct LayerRecord: Sendable {
  public static let byteCount = 64

  public let kind: LayerKind
  public let direction: LayerDirection
  public let reset: ResetPosition
  public let output: LinearOutput
  /// Features, or for an embedding the number of token ids.
  public let inputSize: Int
  /// Values that the layer gives each step.
  public let outputSize: Int
  /// Units of a recurrent layer: its outputs, unless it has a projection.
  public let hiddenSize: Int
  /// Index of the embedding, input or linear weights.
  public let matrix: Int
  /// Index of the recurrent weights; nil except in LSTM and GRU layers.
  public let recurrentMatrix: Int?
  /// Index of the projection, `[outputs, hidden]`; nil except in LSTM layers that have one.
  public let projection: Int?
  public let bias: Int?
  /// Indices of the activations, in the order that `spec/graph.md` gives for the kind.
  public let activations: InlineArray<6, UInt16>
  /// How many bias values the dense source had.
  public let denseBiasCount: UInt32

  /// Gates: 4 for an LSTM, 3 for a GRU, 0 otherwise.
  public var gateCount: Int {
    switch kind {
    case .lstm: 4
    case .gru: 3
    case .embedding, .linear: 0
    }
  }

  /// How many bias values the layer takes when it has any.
  var biasCount: UInt64 {
    switch kind {
    case .embedding: 0
    case .linear: UInt64(outputSize)
    case .lstm: 4 * UInt64(hiddenSize)
    case .gru: (reset == .after ? 4 : 3) * UInt64(hiddenSize)
    }
  }

  /// How many of the six activation indices the layer uses.
  var activationCount: Int {
    switch kind {
    case .embedding: 0
    case .linear: output == .activation ? 1 : 0
    case .lstm: 5
    case .gru: 3
    }
  }
}

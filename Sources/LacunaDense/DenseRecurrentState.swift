/// What a recurrent layer remembers between steps.
public struct DenseRecurrentState: Sendable, Equatable {
  /// `[output]`: the hidden state, projected where the layer has a projection.
  public var hidden: [Float]
  /// `[hidden]`: an LSTM's cell state; nil for a GRU.
  public var cell: [Float]?

  public init(hidden: [Float], cell: [Float]? = nil) {
    self.hidden = hidden
    self.cell = cell
  }
}

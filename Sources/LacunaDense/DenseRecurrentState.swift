/// What a recurrent layer remembers between steps.
public struct DenseRecurrentState: Sendable, Equatable {
  /// `[hidden]`
  public var hidden: [Float]
  /// `[hidden]`: an LSTM's cell state; nil for a GRU.
  public var cell: [Float]?

  public init(hidden: [Float], cell: [Float]? = nil) {
    self.hidden = hidden
    self.cell = cell
  }
}

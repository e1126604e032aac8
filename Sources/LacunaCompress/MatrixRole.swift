/// What a matrix does in its network, which decides the choices that hold for it.
public enum MatrixRole: Sendable, Hashable {
  /// Input or recurrent weights of an LSTM or GRU.
  case recurrent
  case embedding
  case linear
}

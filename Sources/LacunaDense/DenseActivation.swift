/// What a gate of a recurrent layer does to its pre-activation.
public enum DenseActivation: Sendable, Hashable {
  case sigmoid
  case tanh
  /// `min(max(x / 2^shift + offset, low), high)`, which needs neither table nor multiplication.
  case clipped(shift: Int, offset: Float, low: Float, high: Float)
}

/// What a linear layer does to its outputs.
public enum DenseLinearActivation: String, Sendable, Hashable, CaseIterable {
  case none
  case relu
  case tanh
  case sigmoid
}

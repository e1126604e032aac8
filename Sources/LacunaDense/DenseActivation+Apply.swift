#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension DenseActivation {
  /// The activation of one value.
  public func callAsFunction(_ value: Float) -> Float {
    switch self {
    case .sigmoid:
      logistic(value)
    case .tanh:
      tanhf(value)
    case .clipped(let shift, let offset, let low, let high):
      min(max(scalbnf(value, -Int32(clamping: shift)) + offset, low), high)
    }
  }
}

extension DenseLinearActivation {
  /// The activation of one value.
  public func callAsFunction(_ value: Float) -> Float {
    switch self {
    case .none: value
    case .relu: max(value, 0)
    case .tanh: tanhf(value)
    case .sigmoid: logistic(value)
    }
  }
}

private func logistic(_ value: Float) -> Float {
  1 / (1 + expf(-value))
}

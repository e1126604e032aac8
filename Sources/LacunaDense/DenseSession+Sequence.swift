extension DenseSession {
  /// Takes a sequence as ``run(tokens:observer:)`` or ``run(features:observer:)`` does.
  ///
  /// - Throws: `DenseInputError` where the network does not take it; then nothing has changed.
  public mutating func run(
    _ sequence: DenseSequence, observer: DenseObserver? = nil
  ) throws(DenseInputError) -> [[Float]] {
    switch sequence {
    case .tokens(let ids): try run(tokens: ids, observer: observer)
    case .features(let rows): try run(features: rows, observer: observer)
    }
  }
}

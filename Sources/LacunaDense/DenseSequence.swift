/// What a network is fed from one start to the next.
public enum DenseSequence: Sendable, Equatable {
  /// `[steps]`
  case tokens([Int])
  /// `[steps, features]`
  case features([[Float]])

  public var stepCount: Int {
    switch self {
    case .tokens(let ids): ids.count
    case .features(let rows): rows.count
    }
  }

  /// Some of the steps.
  ///
  /// - Precondition: `range` lies in the sequence.
  public func part(_ range: Range<Int>) -> DenseSequence {
    switch self {
    case .tokens(let ids): .tokens(Array(ids[range]))
    case .features(let rows): .features(Array(rows[range]))
    }
  }
}

extension DenseMatrix {
  /// What a matrix looks at: its array, and the view of it. Equal for tied matrices.
  public struct Identity: Hashable, Sendable {
    let storage: ObjectIdentifier
    let firstElement: Int
    let rowAxis: DenseAxis
    let columnAxis: DenseAxis
  }

  public var identity: Identity {
    Identity(
      storage: ObjectIdentifier(storage), firstElement: firstElement, rowAxis: rowAxis,
      columnAxis: columnAxis)
  }

  /// Whether both are the same view of the same array, to be stored and counted once.
  public func isSameStorage(as other: DenseMatrix) -> Bool {
    identity == other.identity
  }
}

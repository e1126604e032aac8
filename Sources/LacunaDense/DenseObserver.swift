/// Called with what rows of a matrix are multiplied with: the matrix, the rows, and the vector,
/// `[matrix.columns]`.
///
/// A lookup in an embedding multiplies nothing.
public typealias DenseObserver = (DenseMatrix, Range<Int>, [Float]) -> Void

/// What stands in for a matrix when a network is run: `weight · x + offset`.
public struct DenseSubstitute: Sendable {
  /// The shape of the matrix that it stands in for.
  public let weight: DenseMatrix
  /// `[rows]`, added to every product, but not to the rows of an embedding.
  public let offset: [Float]?

  public init(weight: DenseMatrix, offset: [Float]? = nil) {
    precondition(offset == nil || offset?.count == weight.rows)
    self.weight = weight
    self.offset = offset
  }
}

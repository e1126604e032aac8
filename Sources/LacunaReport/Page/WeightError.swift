/// How far a matrix's weights are from the dense model's.
public struct WeightError: Sendable, Equatable {
  public private(set) var greatest = 0.0
  private var squaredError = 0.0
  private var squaredReference = 0.0
  private var count = 0

  mutating func add(errors: [Float], reference: [Float]) {
    for (error, weight) in zip(errors, reference) {
      greatest = max(greatest, Double(error.magnitude))
      squaredError += Double(error) * Double(error)
      squaredReference += Double(weight) * Double(weight)
    }
    count += errors.count
  }

  /// The root of the mean square.
  public var rootMeanSquare: Double {
    count == 0 ? 0 : (squaredError / Double(count)).squareRoot()
  }

  /// `‖w - ŵ‖ / ‖w‖`; 0 for a matrix of zeros.
  public var relative: Double {
    squaredReference == 0 ? 0 : (squaredError / squaredReference).squareRoot()
  }
}

/// How errors of weights become errors of products: for rows of a matrix, what they meet.
///
/// A row that errs by `d` errs by `d' H d` in the mean square of its products, with `H` the second
/// moment of the vectors that it meets. Where a bias can take up the mean error, `H` is that of
/// the vectors less their mean.
struct ProductMetric: Sendable {
  let rows: Range<Int>
  /// Without damping.
  let moment: SecondMoment
  /// The mean vector, `[columns]`.
  let mean: [Float]
  /// Whether a bias takes up the mean error of each row.
  let isCentred: Bool
  let damped: SecondMoment
  let feedback: ErrorFeedback?

  /// Nil where nothing was met. O(columns³).
  init?(_ inputs: MatrixInputs, isCentred: Bool) {
    guard inputs.count > 0 else { return nil }
    rows = inputs.rows
    mean = inputs.mean
    let zeros = [Float](repeating: 0, count: mean.count)
    moment = inputs.moment.mean(of: inputs.count, less: isCentred ? mean : zeros)
    self.isCentred = isCentred
    // The fewer vectors, the less is known of the directions between them.
    let damping = 0.02 + 0.05 * Float(mean.count) / Float(inputs.count)
    guard let damped = moment.damped(by: damping) else { return nil }
    self.damped = damped
    feedback = ErrorFeedback(damped)
  }

  /// The mean square of the product of a row, `[columns]`.
  func squaredProduct(_ row: [Float]) -> Double {
    let square = max(0, moment.quadratic(row))
    guard isCentred else { return square }
    let mean = meanProduct(row)
    return square + mean * mean
  }

  /// The mean square of the error of a product, the row erring by `difference`, `[columns]`.
  func squaredError(_ difference: [Float]) -> Double { max(0, moment.quadratic(difference)) }

  /// The mean product of a row.
  func meanProduct(_ row: [Float]) -> Double {
    zip(row, mean).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
}

/// What an encoder made of a block of rows.
struct EncodedBlock: Sendable {
  let exponents: [Int]
  let symbols: [UInt8]
  /// Of the weights.
  let squaredError: Double
  /// Of the weights.
  let squaredNorm: Double
  var products: ProductErrors?
  /// What a bias must add to make up for the rows' mean errors, `[rows]`; nil where none can.
  var offsets: [Float]?
}

/// How far products err in the mean square, summed over rows.
struct ProductErrors: Sendable {
  var squaredError = 0.0
  var squaredNorm = 0.0

  /// 0 where there is no product but 0.
  var relativeError: Double { squaredNorm > 0 ? (squaredError / squaredNorm).squareRoot() : 0 }

  static func += (sum: inout ProductErrors, other: ProductErrors) {
    sum.squaredError += other.squaredError
    sum.squaredNorm += other.squaredNorm
  }
}

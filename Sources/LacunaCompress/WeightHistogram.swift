/// Numbers that a codebook is to hold, each with the weight of its squared error, in bins of a
/// quarter: enough to know the error of any whole codebook, since its borders are halves.
struct WeightHistogram {
  /// Numbers past the ends count in the last bins.
  static let limit = 256
  static let binsPerUnit = 4
  static let binCount = 2 * limit * binsPerUnit

  private(set) var weights = [Double](repeating: 0, count: binCount)
  private(set) var sums = [Double](repeating: 0, count: binCount)
  private(set) var squares = [Double](repeating: 0, count: binCount)

  mutating func add(_ number: Float, weight: Double) {
    let number = Double(number)
    let bin = (number + Double(Self.limit)) * Double(Self.binsPerUnit)
    let index = Int(min(max(bin, 0), Double(Self.binCount - 1)))
    weights[index] += weight
    sums[index] += weight * number
    squares[index] += weight * number * number
  }
}

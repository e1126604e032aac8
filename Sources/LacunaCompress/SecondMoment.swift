/// The sum or the mean of `x x'` over vectors that a matrix meets, `[size, size]`.
struct SecondMoment: Sendable {
  let size: Int
  /// Values from one row to the next: whole vectors of sixteen.
  let stride: Int
  private(set) var values: [Float]

  init(size: Int) {
    self.size = size
    stride = (size + 15) / 16 * 16
    values = [Float](repeating: 0, count: size * stride)
  }

  /// Adds the products of four vectors, `[4, stride]`, with themselves, above the diagonal and on
  /// it. O(size²).
  mutating func addFour(_ vectors: Span<Float>) {
    precondition(vectors.count == 4 * stride)
    let stride = stride
    let rows = size
    var target = values.mutableSpan
    for row in 0..<rows {
      let first = vectors[row]
      let second = vectors[stride + row]
      let third = vectors[2 * stride + row]
      let fourth = vectors[3 * stride + row]
      guard first != 0 || second != 0 || third != 0 || fourth != 0 else { continue }
      for column in Swift.stride(from: row / 16 * 16, to: stride, by: 16) {
        let place = row * stride + column
        let pair =
          vectors.lanes(at: column) * Lanes(repeating: first)
          + vectors.lanes(at: stride + column) * Lanes(repeating: second)
        let other =
          vectors.lanes(at: 2 * stride + column) * Lanes(repeating: third)
          + vectors.lanes(at: 3 * stride + column) * Lanes(repeating: fourth)
        target.setLanes(target.lanes(at: place) + (pair + other), at: place)
      }
    }
  }

  /// Copies what is above the diagonal to below it.
  mutating func mirror() {
    for row in 0..<size {
      for column in 0..<row { values[row * stride + column] = values[column * stride + row] }
    }
  }

  /// Adds another sum. O(size²).
  mutating func add(_ other: SecondMoment) {
    precondition(other.size == size)
    for index in values.indices { values[index] += other.values[index] }
  }

  /// The mean of so many products, less the product of a vector, `[size]`, with itself.
  func mean(of count: Int, less vector: [Float]) -> SecondMoment {
    var result = self
    let scale = 1 / Float(count)
    for row in 0..<size {
      for column in 0..<size {
        let place = row * stride + column
        result.values[place] = values[place] * scale - vector[row] * vector[column]
      }
    }
    return result
  }

  /// The moment with a share of its mean diagonal added to the diagonal, so that directions that
  /// were not met cost something too; nil where nothing was met.
  func damped(by share: Float) -> SecondMoment? {
    var sum: Float = 0
    for index in 0..<size { sum += values[index * stride + index] }
    guard sum.isFinite, sum > 0 else { return nil }
    var result = self
    for index in 0..<size {
      result.values[index * stride + index] += share * sum / Float(size)
    }
    return result
  }

  /// `v' H v`. O(size²).
  func quadratic(_ vector: [Float]) -> Double {
    precondition(vector.count == size)
    let padded = vector + [Float](repeating: 0, count: stride - size)
    let source = padded.span
    let moment = values.span
    var sum = 0.0
    for row in 0..<size where source[row] != 0 {
      var products = Lanes.zero
      for column in Swift.stride(from: 0, to: stride, by: 16) {
        products += moment.lanes(at: row * stride + column) * source.lanes(at: column)
      }
      sum += Double(source[row]) * Double(products.sum())
    }
    return sum
  }
}

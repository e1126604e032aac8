/// The sum of `x x'` over vectors that a matrix meets, `[size, size]`.
struct SecondMoment {
  let size: Int
  /// Values from one row to the next: whole vectors of sixteen.
  let stride: Int
  private(set) var values: [Float]

  init(size: Int) {
    self.size = size
    stride = (size + 15) / 16 * 16
    values = [Float](repeating: 0, count: size * stride)
  }

  /// Adds the products of a vector, `[size]`, with itself. O(size²).
  mutating func add(_ vector: [Float]) {
    let padded = vector + [Float](repeating: 0, count: stride - size)
    let stride = stride
    let rows = size
    let source = padded.span
    var target = values.mutableSpan
    for row in 0..<rows where source[row] != 0 {
      let factor = Lanes(repeating: source[row])
      for column in Swift.stride(from: 0, to: stride, by: 16) {
        let place = row * stride + column
        target.setLanes(target.lanes(at: place) + source.lanes(at: column) * factor, at: place)
      }
    }
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
}

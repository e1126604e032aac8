/// A matrix held as float32 rows, for products.
struct DenseWeights: Sendable {
  let rows: Int
  let columns: Int
  private let values: [Float]
  /// Added to every product, `[rows]`.
  private let offset: [Float]?

  init(_ matrix: DenseMatrix, offset: [Float]? = nil) {
    rows = matrix.rows
    columns = matrix.columns
    values = matrix.values()
    self.offset = offset
  }

  func row(_ row: Int) -> ArraySlice<Float> {
    values[row * columns..<(row + 1) * columns]
  }

  /// `weights[rows] · vector + bias + offset`, each row summed in 16 strided partial sums.
  ///
  /// The partial sums let the loop vectorise; their order is fixed, so a result depends on nothing
  /// but its inputs.
  func product(
    _ vector: [Float], adding bias: [Float]? = nil, rows range: Range<Int>? = nil
  ) -> [Float] {
    precondition(vector.count == columns)
    let range = range ?? 0..<rows
    return unsafe values.withUnsafeBufferPointer { weights in
      unsafe vector.withUnsafeBufferPointer { inputs in
        range.map { row in
          let sum = unsafe dot(
            UnsafeBufferPointer(rebasing: weights[row * columns..<(row + 1) * columns]), inputs)
          return sum + (bias?[row] ?? 0) + (offset?[row] ?? 0)
        }
      }
    }
  }
}

/// The sum of the products of two vectors of equal length.
private func dot(_ a: UnsafeBufferPointer<Float>, _ b: UnsafeBufferPointer<Float>) -> Float {
  var sums = SIMD16<Float>()
  let whole = a.count & ~15
  if let a = unsafe UnsafeRawPointer(a.baseAddress), let b = unsafe UnsafeRawPointer(b.baseAddress)
  {
    var index = 0
    while index < whole {
      let left = unsafe (a + index &* 4).loadUnaligned(as: SIMD16<Float>.self)
      let right = unsafe (b + index &* 4).loadUnaligned(as: SIMD16<Float>.self)
      sums += left * right
      index &+= 16
    }
  }
  var sum = sums.sum()
  for index in whole..<a.count {
    unsafe sum += a[index] * b[index]
  }
  return sum
}

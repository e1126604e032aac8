import LacunaDense

/// What came of encoding one matrix.
struct EncodedMatrix: Sendable {
  let way: BlockEncoding
  /// From the first row on.
  let blocks: [EncodedBlock]

  /// `[codes]`; empty for `int8`.
  var codebook: [Int8] { way.codebook?.values ?? [] }
  var isCalibrated: Bool { way.isCalibrated && !way.metrics.isEmpty }

  /// `‖w - ŵ‖ / ‖w‖`; 0 for a matrix of zeros.
  var relativeError: Double {
    let norm = blocks.reduce(0) { $0 + $1.squaredNorm }
    let error = blocks.reduce(0) { $0 + $1.squaredError }
    return norm > 0 ? (error / norm).squareRoot() : 0
  }

  /// Nil where it is not known what the matrix meets.
  var products: ProductErrors? {
    let found = blocks.compactMap(\.products)
    guard !found.isEmpty else { return nil }
    return found.reduce(into: ProductErrors()) { $0 += $1 }
  }

  /// What biases must add to make up for mean errors, `[rows]`; nil where none can.
  var offsets: [Float]? {
    let found = blocks.compactMap(\.offsets)
    return found.count == blocks.count ? found.flatMap(\.self) : nil
  }

  /// Writes the matrix to its places in a file.
  ///
  /// - Parameters:
  ///   - weights: where the weights section begins.
  ///   - rowExponents: where the row exponents section begins.
  func write(to file: inout MutableSpan<UInt8>, weights: Int, rowExponents: Int) {
    var encoder = way.makeEncoder()
    for (index, block) in blocks.enumerated() {
      encoder.restore(block)
      encoder.write(block: index, to: &file, at: weights)
      let first = index * way.blockRowCount
      for row in 0..<min(way.blockRowCount, way.plan.rows - first) {
        file[rowExponents + first + row] = UInt8(truncatingIfNeeded: block.exponents[row])
      }
    }
  }

  /// The matrix as a file of it decodes.
  func decoded() -> DenseMatrix {
    let columns = way.plan.columns
    let stride = RowBlock.stride(columns: columns)
    var values: [Float] = []
    values.reserveCapacity(way.plan.rows * columns)
    var encoder = way.makeEncoder()
    for (index, block) in blocks.enumerated() {
      encoder.restore(block)
      let integers = encoder.integers(stride: stride)
      for row in 0..<min(way.blockRowCount, way.plan.rows - index * way.blockRowCount) {
        let step = powerOfTwo(block.exponents[row])
        values += integers[row * stride..<row * stride + columns].map { Float($0) * step }
      }
    }
    return DenseMatrix(
      name: way.plan.name, rows: way.plan.rows, columns: columns, values: values)
  }
}

import LacunaDense
import LacunaFormat

/// One way to encode a matrix: an encoding with its codebook, and what is known of the products.
struct BlockEncoding: Sendable {
  let plan: MatrixPlan
  /// Nil for `int8`.
  let codebook: Codebook?
  /// Given where all weights must be held exactly and these may do it.
  var exact: ExactParameters?
  var mustBeExact = false
  /// What rows meet; empty where that is not known.
  var metrics: [ProductMetric] = []
  /// Whether integers are chosen for the error of products.
  var isCalibrated = false

  /// Blocks are shared out among so many tasks.
  private static let taskLimit = 32

  var blockRowCount: Int {
    if case .terms(_, let g) = plan.encoding, plan.axis == .output { return g }
    return 16
  }

  var blockCount: Int { (plan.rows + blockRowCount - 1) / blockRowCount }

  func makeEncoder() -> any WeightEncoder {
    let stride = RowBlock.stride(columns: plan.columns)
    guard let codebook else { return Int8Encoder(columns: plan.columns, stride: stride) }
    let table = exact.map { _ in SumTable(codebook) }
    switch (plan.encoding, plan.axis) {
    case (.terms(let k, let g), .input):
      return InputTermsEncoder(
        codebook: codebook, groupSize: g, termsPerGroup: k, columns: plan.columns, exact: table)
    case (.terms(let k, let g), .output):
      return OutputTermsEncoder(
        codebook: codebook, groupSize: g, termsPerGroup: k, rows: plan.rows,
        columns: plan.columns, exact: table)
    case (.codes, _), (.int8, _):
      return CodesEncoder(codebook: codebook, columns: plan.columns, stride: stride)
    }
  }

  /// Encodes the blocks at `indices`, on as many cores as there are; the result does not depend
  /// on them.
  ///
  /// - Throws: `CompressionError.weightNotFinite`, and `weightNotExact` where all must be exact,
  ///   with the first such weight.
  func blocks(_ indices: [Int]) throws(CompressionError) -> [EncodedBlock] {
    let descents =
      isCalibrated
      ? metrics.map { ProductDescent($0, codebook: codebook ?? .wholeNumbers) } : []
    let tasks = min(indices.count, Self.taskLimit)
    let results = parallelMap(tasks) { task -> Result<[EncodedBlock], CompressionError> in
      let part = indices[indices.count * task / tasks..<indices.count * (task + 1) / tasks]
      var encoder = makeEncoder()
      return Result { () throws(CompressionError) in
        try encode(part, with: &encoder, descents)
      }
    }
    var blocks: [EncodedBlock] = []
    for result in results { blocks += try result.get() }
    return blocks
  }

  private func encode(
    _ indices: ArraySlice<Int>, with encoder: inout some WeightEncoder,
    _ descents: [ProductDescent]
  ) throws(CompressionError) -> [EncodedBlock] {
    var block = RowBlock(of: plan.matrix, rowCount: blockRowCount)
    var blocks: [EncodedBlock] = []
    for index in indices {
      try block.load(index)
      encoder.encode(block, exponents: exact.map { exponents($0, block: index) })
      if mustBeExact { try checkExact(block, encoder) }
      // A block that has rows of both parts of a matrix counts with the first.
      let part = metrics.firstIndex { $0.rows.contains(block.rows.lowerBound) }
      var squaredError = encoder.squaredError
      if let part, isCalibrated {
        encoder.refine(block, descents[part])
        squaredError = block.squaredError(
          integers: encoder.integers(stride: block.stride), exponents: encoder.exponents)
      }
      var encoded = EncodedBlock(
        exponents: encoder.exponents, symbols: encoder.symbols, squaredError: squaredError,
        squaredNorm: block.squaredNorm)
      if let part { measure(&encoded, block, encoder, metrics[part]) }
      blocks.append(encoded)
    }
    return blocks
  }

  private func exponents(_ exact: ExactParameters, block index: Int) -> [Int] {
    (index * blockRowCount..<(index + 1) * blockRowCount).map { row in
      row < exact.exponents.count ? exact.exponents[row] : 0
    }
  }

  private func measure(
    _ encoded: inout EncodedBlock, _ block: borrowing RowBlock, _ encoder: some WeightEncoder,
    _ metric: ProductMetric
  ) {
    let integers = encoder.integers(stride: block.stride)
    var products = ProductErrors()
    var offsets: [Float] = []
    for row in 0..<block.rows.count {
      let step = powerOfTwo(encoder.exponents[row])
      let start = row * block.stride
      let weights = Array(block.values[start..<start + plan.columns])
      let difference = (0..<plan.columns).map {
        weights[$0] - Float(integers[start + $0]) * step
      }
      products.squaredError += metric.squaredError(difference)
      products.squaredNorm += metric.squaredProduct(weights)
      offsets.append(Float(metric.meanProduct(difference)))
    }
    encoded.products = products
    encoded.offsets = metric.isCentred ? offsets : nil
  }

  /// - Throws: `CompressionError.weightNotExact` with the first weight that is not held exactly.
  private func checkExact(
    _ block: borrowing RowBlock, _ encoder: some WeightEncoder
  ) throws(CompressionError) {
    let integers = encoder.integers(stride: block.stride)
    for row in 0..<block.rows.count {
      let step = powerOfTwo(encoder.exponents[row])
      for column in 0..<plan.columns {
        let found = block.values[row * block.stride + column]
        let nearest = Float(integers[row * block.stride + column]) * step
        guard found == nearest else {
          throw .weightNotExact(
            array: plan.matrix.name,
            indices: plan.matrix.sourceIndices(
              row: block.rows.lowerBound + row, column: column),
            found: found, nearest: nearest)
        }
      }
    }
  }
}

import LacunaDense
import LacunaFormat

/// What came of encoding one matrix.
struct EncodedMatrix {
  /// `[codes]`; empty for `int8`.
  var codebook: [Int8] = []
  var squaredError = 0.0
  var squaredNorm = 0.0
  var isCalibrated = false
}

/// Encodes one matrix, block by block, into its sections.
struct MatrixCompressor {
  let plan: MatrixPlan
  let isExact: Bool
  /// Of what the matrix meets, where integers are to be chosen for that.
  let moment: SecondMoment?
  /// Where the weights section begins in the file.
  let weights: Int
  /// Where the row exponents section begins in the file.
  let rowExponents: Int

  /// - Parameter file: the file, zeros where the two sections are.
  /// - Throws: `CompressionError.weightNotFinite`, and `weightNotExact` where all must be exact.
  func encode(
    into file: inout MutableSpan<UInt8>
  ) throws(CompressionError) -> EncodedMatrix {
    guard isExact else {
      let codebook = try CodebookChooser(plan: plan).choose()
      return try encode(codebook: codebook, exact: nil, into: &file)
    }
    let candidates = try ExactParameters.candidates(
      for: plan.matrix, encoding: plan.encoding, profile: plan.profile, given: plan.codebook)
    var firstError: CompressionError?
    for candidate in candidates {
      do throws(CompressionError) {
        return try encode(codebook: candidate.codebook, exact: candidate, into: &file)
      } catch {
        firstError = firstError ?? error
      }
    }
    if let firstError { throw firstError }
    // Nothing holds all weights: the encoding that errs least finds the first that it cannot hold.
    let codebook = try CodebookChooser(plan: plan).choose()
    return try encode(codebook: codebook, exact: nil, into: &file)
  }

  private func encode(
    codebook: Codebook?, exact: ExactParameters?, into file: inout MutableSpan<UInt8>
  ) throws(CompressionError) -> EncodedMatrix {
    let stride = RowBlock.stride(columns: plan.columns)
    guard let codebook else {
      var encoder = Int8Encoder(columns: plan.columns, stride: stride)
      return try run(&encoder, exact: exact, into: &file)
    }
    let table = exact.map { _ in SumTable(codebook) }
    var encoded: EncodedMatrix
    switch (plan.encoding, plan.axis) {
    case (.terms(let k, let g), .input):
      var encoder = InputTermsEncoder(
        codebook: codebook, groupSize: g, termsPerGroup: k, columns: plan.columns, exact: table)
      encoded = try run(&encoder, codebook: codebook, exact: exact, into: &file)
    case (.terms(let k, let g), .output):
      var encoder = OutputTermsEncoder(
        codebook: codebook, groupSize: g, termsPerGroup: k, rows: plan.rows,
        columns: plan.columns, exact: table)
      encoded = try run(&encoder, codebook: codebook, exact: exact, into: &file)
    case (.codes, _), (.int8, _):
      var encoder = CodesEncoder(codebook: codebook, columns: plan.columns, stride: stride)
      encoded = try run(&encoder, codebook: codebook, exact: exact, into: &file)
    }
    encoded.codebook = codebook.values
    return encoded
  }

  private func run<Encoder: WeightEncoder>(
    _ encoder: inout Encoder, codebook: Codebook? = nil, exact: ExactParameters?,
    into file: inout MutableSpan<UInt8>
  ) throws(CompressionError) -> EncodedMatrix {
    var encoded = EncodedMatrix()
    var descent: ProductDescent?
    if let moment, let codebook { descent = ProductDescent(moment, codebook: codebook) }
    encoded.isCalibrated = descent != nil
    let blockRows = encoder.blockRowCount
    var block = RowBlock(of: plan.matrix, rowCount: blockRows)
    for index in 0..<(plan.rows + blockRows - 1) / blockRows {
      try block.load(index)
      encoder.encode(
        block,
        exponents: exact.map { given in
          (0..<blockRows).map { row in
            let row = index * blockRows + row
            return row < given.exponents.count ? given.exponents[row] : 0
          }
        })
      if isExact { try checkExact(block, encoder) }
      var squaredError = encoder.squaredError
      if let descent {
        encoder.refine(block, descent)
        squaredError = block.squaredError(
          integers: encoder.integers(stride: block.stride), exponents: encoder.exponents)
      }
      encoder.write(block: index, to: &file, at: weights)
      for row in 0..<block.rows.count {
        let exponent = encoder.exponents[row]
        file[rowExponents + block.rows.lowerBound + row] = UInt8(truncatingIfNeeded: exponent)
      }
      encoded.squaredError += squaredError
      encoded.squaredNorm += block.squaredNorm
    }
    return encoded
  }

  /// - Throws: `CompressionError.weightNotExact` with the first weight that is not held exactly.
  private func checkExact<Encoder: WeightEncoder>(
    _ block: borrowing RowBlock, _ encoder: Encoder
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

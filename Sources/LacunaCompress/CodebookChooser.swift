import LacunaDense
import LacunaFormat

/// Chooses the codebook of a matrix, on a sample of its rows.
struct CodebookChooser {
  let plan: MatrixPlan
  /// About how many weights of the matrix are looked at.
  var sampleWeightCount = 1 << 17
  /// Rounds of fitting at most.
  var roundCount = 8
  /// Fitting ends with a round that leaves more than this share of the error.
  private static let worthwhile = 0.998

  /// - Returns: the one that is given, if one is; nil for `int8`, which has none.
  /// - Throws: `CompressionError.weightNotFinite`.
  func choose() throws(CompressionError) -> Codebook? {
    if let given = plan.codebook { return given }
    let stride = RowBlock.stride(columns: plan.columns)
    switch (plan.encoding, plan.axis) {
    case (.int8, _): return nil
    case (.codes, _):
      return try choose { CodesEncoder(codebook: $0, columns: plan.columns, stride: stride) }
    case (.terms(let k, let g), .input):
      return try choose {
        InputTermsEncoder(
          codebook: $0, groupSize: g, termsPerGroup: k, columns: plan.columns)
      }
    case (.terms(let k, let g), .output):
      return try choose {
        OutputTermsEncoder(
          codebook: $0, groupSize: g, termsPerGroup: k, rows: plan.rows, columns: plan.columns)
      }
    }
  }

  private func choose<Encoder: FittedEncoder>(
    _ makeEncoder: (Codebook) -> Encoder
  ) throws(CompressionError) -> Codebook {
    let shift = try leastError(
      Codebook.shiftCandidates(codeCount: plan.encoding.codeCount), makeEncoder)
    guard plan.profile == .fitted else { return shift }
    // Lloyd's alternation: choose codes and row exponents for the codebook, then the codebook for
    // them. It starts from powers of two, so that it cannot end worse.
    var best = (codebook: shift, error: Double.infinity)
    var codebook = shift
    for _ in 0...roundCount {
      var encoder = makeEncoder(codebook)
      var histogram = WeightHistogram()
      let error = try encodeSample(&encoder) { block, encoder in
        encoder.collect(block, into: &histogram)
      }
      let isWorthwhile = error < best.error * Self.worthwhile
      if error < best.error { best = (codebook, error) }
      guard isWorthwhile else { break }
      let fitted = CodebookFitter(histogram).fit(codeCount: codebook.values.count)
      // Weights too small for any row exponent fit nothing but zero.
      guard fitted.maximum > 0 else { break }
      codebook = fitted
    }
    return best.codebook
  }

  private func leastError<Encoder: FittedEncoder>(
    _ codebooks: [Codebook], _ makeEncoder: (Codebook) -> Encoder
  ) throws(CompressionError) -> Codebook {
    guard codebooks.count > 1 else { return codebooks[0] }
    var best = (codebook: codebooks[0], error: Double.infinity)
    for codebook in codebooks {
      var encoder = makeEncoder(codebook)
      let error = try encodeSample(&encoder) { _, _ in }
      if error < best.error { best = (codebook, error) }
    }
    return best.codebook
  }

  /// Encodes blocks spread evenly over the matrix.
  ///
  /// - Returns: their squared error.
  private func encodeSample<Encoder: FittedEncoder>(
    _ encoder: inout Encoder, then look: (borrowing RowBlock, Encoder) -> Void
  ) throws(CompressionError) -> Double {
    let blockRows = encoder.blockRowCount
    let blockCount = (plan.rows + blockRows - 1) / blockRows
    let sampled = min(blockCount, max(4, sampleWeightCount / (blockRows * plan.columns)))
    var block = RowBlock(of: plan.matrix, rowCount: blockRows)
    var error = 0.0
    for sample in 0..<sampled {
      try block.load(sample * blockCount / sampled)
      encoder.encode(block, exponents: nil)
      error += encoder.squaredError
      look(block, encoder)
    }
    return error
  }
}

import LacunaDense
import LacunaFormat

/// Finds how one matrix is encoded, and encodes it.
struct MatrixCompressor {
  let plan: MatrixPlan
  let isExact: Bool
  /// What rows meet; empty where that is not known.
  let metrics: [ProductMetric]
  /// Whether integers are chosen for the error of products.
  let isCalibrated: Bool

  /// - Throws: `CompressionError.weightNotFinite`, and `weightNotExact` where all must be exact.
  func encode() throws(CompressionError) -> EncodedMatrix {
    guard isExact else { return try encode(codebook: CodebookChooser(plan: plan).choose()) }
    let candidates = try ExactParameters.candidates(
      for: plan.matrix, encoding: plan.encoding, profile: plan.profile, given: plan.codebook)
    var firstError: CompressionError?
    for candidate in candidates {
      do throws(CompressionError) {
        return try encode(codebook: candidate.codebook, exact: candidate)
      } catch {
        firstError = firstError ?? error
      }
    }
    if let firstError { throw firstError }
    // Nothing holds all weights: the encoding that errs least finds the first that it cannot hold.
    return try encode(codebook: CodebookChooser(plan: plan).choose())
  }

  private func encode(
    codebook: Codebook?, exact: ExactParameters? = nil
  ) throws(CompressionError) -> EncodedMatrix {
    let way = BlockEncoding(
      plan: plan, codebook: codebook, exact: exact, mustBeExact: isExact, metrics: metrics,
      isCalibrated: isCalibrated)
    return EncodedMatrix(way: way, blocks: try way.blocks(Array(0..<way.blockCount)))
  }
}

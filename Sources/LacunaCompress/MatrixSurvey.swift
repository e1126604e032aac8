import LacunaDense

/// Tries encodings on some rows of a matrix.
struct MatrixSurvey: Sendable {
  let plan: MatrixPlan
  let metrics: [ProductMetric]
  let isCalibrated: Bool

  /// Rows that encodings are tried on.
  private static let rowLimit = 128
  /// Weights that codebooks are chosen on.
  private static let codebookSample = 1 << 14
  /// Rounds that fitting them takes: most is gained in the first.
  private static let codebookRounds = 2

  /// An encoding on its own, its codebook chosen on a sample.
  private func way(
    _ encoding: MatrixEncoding, isCalibrated: Bool
  ) throws(CompressionError) -> BlockEncoding {
    let plan = plan.encoded(as: encoding)
    let codebook = try CodebookChooser(
      plan: plan, sampleWeightCount: Self.codebookSample, roundCount: Self.codebookRounds
    ).choose()
    return BlockEncoding(
      plan: plan, codebook: codebook, metrics: metrics, isCalibrated: isCalibrated)
  }

  /// The relative error of products where they are known, or else of weights, and the rows that
  /// it was measured on.
  ///
  /// - Throws: `CompressionError.weightNotFinite`.
  func error(of encoding: MatrixEncoding) throws(CompressionError) -> (error: Double, rows: Int) {
    let way = try way(encoding, isCalibrated: isCalibrated)
    let count = min(way.blockCount, max(1, Self.rowLimit / way.blockRowCount))
    let indices = (0..<count).map { $0 * way.blockCount / count }
    let sample = EncodedMatrix(way: way, blocks: try way.blocks(indices))
    return (
      sample.products?.relativeError ?? sample.relativeError,
      min(plan.rows, count * way.blockRowCount)
    )
  }

  /// The whole matrix in an encoding, chosen for the weights' own error, as it decodes; and the
  /// relative error as above.
  func probe(
    _ encoding: MatrixEncoding
  ) throws(CompressionError) -> (substitute: DenseSubstitute, error: Double) {
    let way = try way(encoding, isCalibrated: false)
    let matrix = EncodedMatrix(way: way, blocks: try way.blocks(Array(0..<way.blockCount)))
    return (
      DenseSubstitute(weight: matrix.decoded(), offset: matrix.offsets),
      matrix.products?.relativeError ?? matrix.relativeError
    )
  }
}

extension MatrixPlan {
  /// The same matrix in another encoding.
  func encoded(as encoding: MatrixEncoding) -> MatrixPlan {
    MatrixPlan(
      name: name, matrix: matrix, role: role, isRecurrent: isRecurrent, encoding: encoding,
      profile: profile, axis: axis,
      // A codebook that is given is for an encoding with as many codes.
      codebook: encoding.codeCount == self.encoding.codeCount ? codebook : nil)
  }

  /// Bytes of both sections, with padding.
  var paddedByteCount: Int {
    FileLayout.aligned(weightsByteCount) + FileLayout.aligned(rowExponentsByteCount)
  }
}

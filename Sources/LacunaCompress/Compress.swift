import LacunaDense
import LacunaFormat

/// Compresses a model into the bytes of a file, in canonical form: the same model with the same
/// options gives the same bytes.
///
/// Beside the file itself it keeps a few rows of one matrix in memory. O(weights).
///
/// - Parameters:
///   - model: what is compressed.
///   - options: how.
///   - progress: called with each matrix that is done, in the order of the file.
/// - Throws: `CompressionError`
public func compress(
  _ model: DenseModel, options: CompressionOptions = CompressionOptions(),
  progress: (MatrixReport) -> Void = { _ in }
) throws(CompressionError) -> CompressedModel {
  let plan = try modelPlan(model, options)
  let vocabularies = try plan.vocabularies.map { entries throws(CompressionError) in
    try VocabularySection(entries)
  }
  let sections = FileSections(plan, vocabularies: vocabularies)
  var writer = FileWriter(sections.layout)
  var codebooks: [[Int8]] = []
  let moments = moments(model, plan, options)
  var reports: [MatrixReport] = []
  let clock = ContinuousClock()
  for (index, matrix) in plan.matrices.enumerated() {
    let start = clock.now
    let compressor = MatrixCompressor(
      plan: matrix, isExact: options.isExact, moment: moments[matrix.matrix.identity],
      weights: sections.layout.sections[sections.weights(of: index)].offset,
      rowExponents: sections.layout.sections[sections.rowExponents(of: index)].offset)
    let encoded = try writer.withBytes { file throws(CompressionError) in
      try compressor.encode(into: &file)
    }
    codebooks.append(encoded.codebook)
    let report = MatrixReport(
      matrix, encoded, byteCount: sections.byteCount(ofMatrix: index),
      seconds: (clock.now - start) / .seconds(1))
    reports.append(report)
    progress(report)
  }
  sections.write(plan, codebooks: codebooks, vocabularies: vocabularies, to: &writer)
  writer.finish()
  return CompressedModel(
    bytes: writer.bytes, matrices: reports,
    total: sections.total(model, plan), recurrent: sections.recurrentTotal(model, plan))
}

/// The plan. Where both a bias and a weight are inexact and must not be, it is the first weight that
/// the error names.
private func modelPlan(
  _ model: DenseModel, _ options: CompressionOptions
) throws(CompressionError) -> ModelPlan {
  do {
    return try ModelPlan(model, options: options)
  } catch {
    guard case .biasNotExact = error else { throw error }
    var withoutBiases = options
    withoutBiases.allowsInexactBiases = true
    _ = try compress(model, options: withoutBiases)
    throw error
  }
}

/// What matrices that have a codebook meet, where integers are to be chosen for that.
private func moments(
  _ model: DenseModel, _ plan: ModelPlan, _ options: CompressionOptions
) -> [DenseMatrix.Identity: SecondMoment] {
  guard !options.isExact else { return [:] }
  let matrices = plan.matrices.filter { $0.encoding != .int8 }.map(\.matrix)
  return SelfRun(options.calibration.networks(of: model), matrices: matrices).moments
}

extension MatrixReport {
  init(_ plan: MatrixPlan, _ encoded: EncodedMatrix, byteCount: Int, seconds: Double) {
    name = plan.name
    role = plan.role
    rows = plan.rows
    columns = plan.columns
    encoding = plan.encoding
    codebook =
      encoded.codebook.isEmpty
      ? nil : Codebook(values: encoded.codebook).isShift ? .shift : .fitted
    if case .terms = plan.encoding { axis = "\(plan.axis)" } else { axis = nil }
    denseByteCount = 4 * plan.rows * plan.columns
    self.byteCount = byteCount
    isCalibrated = encoded.isCalibrated
    relativeError =
      encoded.squaredNorm > 0 ? (encoded.squaredError / encoded.squaredNorm).squareRoot() : 0
    self.seconds = seconds
  }
}

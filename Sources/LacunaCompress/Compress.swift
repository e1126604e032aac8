import LacunaDense
import LacunaFormat

/// Compresses a model into the bytes of a file, in canonical form: the same model with the same
/// options gives the same bytes, on any number of cores.
///
/// Beside the file itself it keeps one matrix in memory, and for calibration a run of the model
/// and the moments of what matrices meet. O(weights), calibrated O(weights · columns).
///
/// - Parameters:
///   - model: what is compressed.
///   - options: how.
///   - observations: the run that `options.calibration` asks for, where it has been made already.
///   - progress: called with each matrix that is done, in the order of the file.
/// - Throws: `CompressionError`
public func compress(
  _ model: DenseModel, options: CompressionOptions = CompressionOptions(),
  observations: Observations? = nil, progress: (MatrixReport) -> Void = { _ in }
) throws(CompressionError) -> CompressedModel {
  var plan = try modelPlan(model, options)
  let vocabularies = try plan.vocabularies.map { entries throws(CompressionError) in
    try VocabularySection(entries)
  }
  let sections = FileSections(plan, vocabularies: vocabularies)
  var writer = FileWriter(sections.layout)
  var codebooks: [[Int8]] = []
  let isCalibrated: Bool
  let run: Observations
  if let observations {
    run = observations
    isCalibrated = run.isCalibration && !options.isExact
  } else {
    run = try Observations(of: model, calibration: options.isExact ? .none : options.calibration)
    isCalibrated = run.isCalibration
  }
  let outputError = options.measuresOutputs ? run.episodes.flatMap { OutputError($0) } : nil
  var substitutes: [DenseMatrix.Identity: DenseSubstitute] = [:]
  var reports: [MatrixReport] = []
  var offsets: [DenseMatrix.Identity: [Float]] = [:]
  let clock = ContinuousClock()
  for (index, matrix) in plan.matrices.enumerated() {
    let start = clock.now
    let encoded = try MatrixCompressor(
      plan: matrix, isExact: options.isExact,
      metrics: run.metrics[matrix.matrix.identity] ?? [], isCalibrated: isCalibrated
    ).encode()
    if isCalibrated { offsets[matrix.matrix.identity] = encoded.offsets }
    if outputError != nil {
      substitutes[matrix.matrix.identity] = DenseSubstitute(
        weight: encoded.decoded(), offset: isCalibrated ? encoded.offsets : nil)
    }
    writer.withBytes { file in
      encoded.write(
        to: &file, weights: sections.layout.sections[sections.weights(of: index)].offset,
        rowExponents: sections.layout.sections[sections.rowExponents(of: index)].offset)
    }
    codebooks.append(encoded.codebook)
    let report = MatrixReport(
      encoded, byteCount: sections.byteCount(ofMatrix: index),
      seconds: (clock.now - start) / .seconds(1))
    reports.append(report)
    progress(report)
  }
  // Biases make up for what matrices err by on average. Their number and size stay.
  if !offsets.isEmpty { plan = try ModelPlan(model, options: options, offsets: offsets) }
  sections.write(plan, codebooks: codebooks, vocabularies: vocabularies, to: &writer)
  writer.finish()
  return CompressedModel(
    bytes: writer.bytes, matrices: reports, outputError: outputError?.measure(substitutes),
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

extension MatrixReport {
  init(_ encoded: EncodedMatrix, byteCount: Int, seconds: Double) {
    let plan = encoded.way.plan
    name = plan.name
    role = plan.role
    rows = plan.rows
    columns = plan.columns
    encoding = plan.encoding
    codebook = encoded.way.codebook.map { $0.isShift ? .shift : .fitted }
    if case .terms = plan.encoding { axis = "\(plan.axis)" } else { axis = nil }
    denseByteCount = 4 * plan.rows * plan.columns
    self.byteCount = byteCount
    isCalibrated = encoded.isCalibrated
    relativeError = encoded.relativeError
    productError = encoded.products?.relativeError
    self.seconds = seconds
  }
}

import LacunaDense

/// What every matrix of a model costs in every encoding, in bytes and in errors of the outputs.
public struct ModelSurvey: Sendable {
  /// In the order of the file.
  public let matrices: [SurveyedMatrix]
  /// Bytes of the file besides the matrices' weights and row exponents.
  public let otherByteCount: Int
  public let denseByteCount: Int
  /// Steps of the run that errors were measured on.
  public let stepCount: Int

  let model: DenseModel
  let plan: ModelPlan
  let observations: Observations
  let outputError: OutputError

  /// Errors of a matrix's products are tried out on the outputs with these.
  private static let probes: [MatrixEncoding] = [.codes, .terms(k: 2, g: 16)]

  /// Tries out encodings. Matrices for which `options` choose one have that option alone.
  ///
  /// - Parameters:
  ///   - model: what is to be compressed.
  ///   - options: what is settled already.
  ///   - observations: a run of the model, which is needed.
  /// - Throws: `CompressionError`
  public init(
    _ model: DenseModel, options: CompressionOptions, observations: Observations
  ) throws(CompressionError) {
    let plan = try ModelPlan(model, options: options)
    guard let episodes = observations.episodes, let outputError = OutputError(episodes) else {
      throw .noOutputs
    }
    self.model = model
    self.plan = plan
    self.observations = observations
    self.outputError = outputError
    stepCount = observations.stepCount
    denseByteCount = model.denseByteCount
    let vocabularies = try plan.vocabularies.map { entries throws(CompressionError) in
      try VocabularySection(entries)
    }
    otherByteCount =
      FileSections(plan, vocabularies: vocabularies).layout.byteCount
      - plan.matrices.reduce(0) { $0 + $1.paddedByteCount }
    typealias Found = Result<SurveyedMatrix, CompressionError>
    let found = parallelMap(plan.matrices.count) { index -> Found in
      Found { () throws(CompressionError) in
        let matrix = plan.matrices[index]
        return try Self.survey(
          matrix,
          isChosen: options.encoding.isChosen(name: matrix.matrix.name, role: matrix.role),
          observations, outputError)
      }
    }
    var matrices: [SurveyedMatrix] = []
    for result in found { matrices.append(try result.get()) }
    self.matrices = matrices
  }

  private static func survey(
    _ plan: MatrixPlan, isChosen: Bool, _ observations: Observations, _ outputError: OutputError
  ) throws(CompressionError) -> SurveyedMatrix {
    let survey = MatrixSurvey(
      plan: plan, metrics: observations.metrics[plan.matrix.identity] ?? [],
      isCalibrated: observations.isCalibration)
    let sensitivity = Sensitivity(
      try probes.map { encoding throws(CompressionError) in
        let (substitute, error) = try survey.probe(encoding)
        return (error, outputError.measure([plan.matrix.identity: substitute]))
      })
    var options: [EncodingOption] = []
    var sampledRows = 0
    for encoding in isChosen ? [plan.encoding] : EncodingMenu.all {
      let encoded = plan.encoded(as: encoding)
      // What the format cannot hold is no option; where nothing else is, the file says why.
      guard isChosen || (try? encoded.checkSizes()) != nil else { continue }
      let (error, rows) = try survey.error(of: encoding)
      sampledRows = rows
      options.append(
        EncodingOption(
          encoding: encoding, byteCount: encoded.paddedByteCount, productError: error,
          outputError: sensitivity.outputError(error)))
    }
    return SurveyedMatrix(
      name: plan.name, arrayName: plan.matrix.name, role: plan.role, rows: plan.rows,
      columns: plan.columns, sampledRows: sampledRows, isChosen: isChosen, options: options)
  }
}

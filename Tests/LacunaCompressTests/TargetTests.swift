import LacunaCompress
import LacunaDense
import Testing

/// Files that come to a size or an error.
struct TargetTests {
  private static let tokens = 24

  /// A model, options, and what encodings cost: surveyed once, for all tests.
  private static let surveyed = Result {
    let model = try TargetTests.model()
    let options = try TargetTests.options()
    let observations = try Observations(of: model, calibration: options.calibration)
    return (
      model: model, options: options, observations: observations,
      survey: try ModelSurvey(model, options: options, observations: observations)
    )
  }

  /// A language model whose matrices have sizes of their own.
  private static func model() throws -> DenseModel {
    func lstm(_ inputs: Int, _ hidden: Int, seed: UInt64) throws -> DenseLayer {
      .lstm(
        try DenseLSTM(
          input: randomMatrix("ih\(seed)", rows: 4 * hidden, columns: inputs, seed: seed),
          recurrent: randomMatrix("hh\(seed)", rows: 4 * hidden, columns: hidden, seed: seed + 1),
          bias: [Float](repeating: 0.1, count: 4 * hidden), sourceBiasCount: 4 * hidden))
    }
    return DenseModel(networks: [
      try DenseNetwork(
        name: "main",
        layers: [
          .embedding(
            DenseEmbedding(weight: randomMatrix("table", rows: Self.tokens, columns: 20, seed: 1))),
          try lstm(20, 40, seed: 2), try lstm(40, 32, seed: 4),
          .linear(
            DenseLinear(
              weight: randomMatrix("out", rows: Self.tokens, columns: 32, seed: 6),
              bias: [Float](repeating: 0, count: Self.tokens))),
        ])
    ])
  }

  private static func options() throws -> CompressionOptions {
    var options = CompressionOptions()
    // Fitting takes its time without optimization.
    for role in [MatrixRole.recurrent, .embedding, .linear] {
      options.codebook.choose(.shift, for: role)
    }
    var numbers = SeededNumbers(seed: 7)
    options.calibration = .data([
      "main": (0..<6).map { _ in .tokens((0..<30).map { _ in numbers.below(Self.tokens) }) }
    ])
    options.measuresOutputs = true
    return options
  }

  @Test("Twenty random sizes are met within 2% below, and files are as large as planned")
  func sizes() throws {
    let (model, options, observations, survey) = try Self.surveyed.get()
    var numbers = SeededNumbers(seed: 20)
    for index in 0..<20 {
      let target = model.denseByteCount * (80 + numbers.below(170)) / 1000
      let plan = try survey.plan(size: target)
      #expect(plan.byteCount <= target && Double(plan.byteCount) >= 0.98 * Double(target))
      guard index % 5 == 0 else { continue }
      var chosen = options
      plan.apply(to: &chosen)
      let compressed = try compress(model, options: chosen, observations: observations)
      #expect(compressed.bytes.count == plan.byteCount)
      #expect(compressed.matrices.map(\.encoding) == plan.choices.map(\.option.encoding))
      #expect(try #require(compressed.outputError) < 3 * plan.estimatedError)
    }
  }

  @Test("A size that no choice comes to is refused with those that there are")
  func impossible() throws {
    let survey = try Self.surveyed.get().survey
    var found: CompressionError?
    for target in [1000, survey.denseByteCount] {
      do throws(CompressionError) { _ = try survey.plan(size: target) } catch { found = error }
      guard case .targetSize(target, let smallest, let largest) = found else {
        Issue.record("expected a refusal, got \(String(describing: found))")
        continue
      }
      #expect(try survey.plan(size: smallest).byteCount == smallest)
      #expect(Double(try survey.plan(size: largest).byteCount) >= 0.98 * Double(largest))
    }
  }

  @Test("An error is not passed, and is what the file's outputs have")
  func errors() throws {
    let (model, given, observations, survey) = try Self.surveyed.get()
    var options = given
    let plan = try survey.plan(error: 0.05)
    let measured = try #require(plan.measuredError)
    #expect(measured <= 0.05 && measured >= 0.04)
    plan.apply(to: &options)
    let compressed = try compress(model, options: options, observations: observations)
    #expect(compressed.outputError == measured)
    #expect(throws: CompressionError.self) { try survey.plan(error: 1e-9) }
  }

  @Test("A matrix with an encoding of its own keeps it")
  func chosen() throws {
    let (model, given, observations, _) = try Self.surveyed.get()
    var options = given
    options.encoding.choose(.int8, for: .recurrent)
    options.encoding.choose(.terms(k: 3, g: 8), forArray: "hh2")
    let survey = try ModelSurvey(model, options: options, observations: observations)
    #expect(survey.matrices.map(\.isChosen) == [false, true, true, true, true, false])
    let largest =
      survey.otherByteCount
      + survey.matrices.reduce(0) { $0 + ($1.options.map(\.byteCount).max() ?? 0) }
    let plan = try survey.plan(size: largest)
    #expect(plan.choices[2].matrix.name == "hh2" && plan.choices[2].matrix.isChosen)
    #expect(plan.choices[2].option.encoding == .terms(k: 3, g: 8))
    #expect(plan.choices[3].option.encoding == .int8)
    #expect(survey.matrices[0].options.count > 20 && survey.matrices[1].options.count == 1)
  }
}

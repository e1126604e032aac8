import ArgumentParser
import Lacuna
import LacunaImport

struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs a compact file and a dense model side by side, and says how far they part.",
    discussion: """
      lacuna compare model.lacuna model.npz --tokens 5,7,9
      lacuna compare tagger.lacuna tagger.npz --recipe tagger.json --input features.npy --json
      """)

  @Argument(
    help: ArgumentHelp("The compact file.", valueName: "file"),
    completion: .file())
  var file: String

  @Argument(
    help: ArgumentHelp("The dense model.", valueName: "dense"),
    completion: .file())
  var dense: String

  @OptionGroup var input: InputOptions
  @OptionGroup var network: NetworkOptions
  @OptionGroup var kernel: KernelOptions

  @Option(
    help: ArgumentHelp("The dense model's recipe.", valueName: "R.json"),
    completion: .file())
  var recipe: String?

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let model = try openCompact(file)
    let imported = try openDense(dense, recipe: recipe)
    let kernels = try kernel.kernels()
    var compact = try mappingFailures(path: file) {
      try CompactNetwork(model, network: self.network.network, kernels: kernels)
    }
    var reference = try DenseReference(imported.model, network: network.network, path: dense)
    guard compact.outputCount == reference.outputCount,
      compact.tokenCount == reference.tokenCount, compact.featureCount == reference.featureCount
    else {
      throw CommandFailure(
        .differs,
        "\(file) and \(dense) are not the same network: "
          + "\(Self.shape(compact)) against \(Self.shape(reference))")
    }
    let steps = try input.steps(
      tokenizer: compact.tokenizer ?? reference.tokenizer, featureCount: compact.featureCount,
      path: file)

    var comparison = OutputComparison()
    let isWhole = compact.needsWholeSequence || reference.needsWholeSequence
    var progress = Progress(total: steps.count, unit: "steps")
    for part in isWhole ? [steps] : steps.each {
      var (outputs, references): ([[Float]], [[Float]]) = ([], [])
      try mappingFailures(path: file) { try compact.run(part) { outputs.append($0) } }
      try mappingFailures(path: dense) { try reference.run(part) { references.append($0) } }
      for (output, reference) in zip(outputs, references) {
        comparison.add(output, reference)
        progress.advance()
      }
    }
    progress.end()
    if json { return try Console.printJSON(comparison.result) }
    Console.print(comparison.text)
  }

  private static func shape<M: SequenceModel & ~Copyable>(_ network: borrowing M) -> String {
    let input =
      network.tokenCount.map { "\($0) token ids" }
      ?? network.featureCount.map { "\($0) features" } ?? "nothing"
    return "\(input) in, \(network.outputCount) out"
  }
}

/// Adds up how far outputs are from a reference's.
struct OutputComparison {
  private var steps = 0
  private var values = 0
  private var greatestError = 0.0
  private var squaredError = 0.0
  private var squaredReference = 0.0
  private var agreements = 0

  mutating func add(_ output: [Float], _ reference: [Float]) {
    steps += 1
    for (value, expected) in zip(output, reference) {
      let error = Double(value) - Double(expected)
      greatestError = max(greatestError, error.magnitude)
      squaredError += error * error
      squaredReference += Double(expected) * Double(expected)
      values += 1
    }
    if Logits.argmax(output) == Logits.argmax(reference) { agreements += 1 }
  }

  struct Result: Encodable {
    let schema = 1
    let steps: Int
    let maxAbsError: Double
    let rmsError: Double
    let rmsReference: Double
    let top1Agreement: Double
  }

  var result: Result {
    let count = Double(max(values, 1))
    return Result(
      steps: steps, maxAbsError: greatestError, rmsError: (squaredError / count).squareRoot(),
      rmsReference: (squaredReference / count).squareRoot(),
      top1Agreement: steps == 0 ? 1 : Double(agreements) / Double(steps))
  }

  var text: String {
    let result = result
    return """
      steps                 \(result.steps)
      largest error         \(Format.significant(result.maxAbsError))
      root mean square      \(Format.significant(result.rmsError)) \
      (outputs: \(Format.significant(result.rmsReference)))
      same greatest output  \(Format.percent(result.top1Agreement)) of steps
      """
  }
}

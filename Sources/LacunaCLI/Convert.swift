import ArgumentParser
import Foundation
import LacunaCompress
import LacunaFile
import LacunaImport

struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes a compact file of a dense export.",
    discussion: """
      lacuna convert model.npz -o model.lacuna
      lacuna convert model.npz -o model.lacuna --encoding terms:2/16 --codebook shift
      lacuna convert model.safetensors -o model.lacuna --encoding codes
      lacuna convert lm.pt -o lm.lacuna --encoding linear=terms:4/16
      lacuna convert lm.npz -o lm.lacuna --encoding codes --calibrate novel.txt
      lacuna convert lm.npz -o lm.lacuna --target-size 120kB --calibrate novel.txt
      lacuna convert model.npz -o model.lacuna --recipe model.json --exact

      Encodings: int8 (8 bits a weight), codes (4 bits), terms:K/G (K terms of one byte in \
      every group of G = 8, 16 or 32 weights). A bare --encoding, --codebook or --axis is for \
      the recurrent layers' matrices; embedding=VALUE, linear=VALUE and ARRAY=VALUE are for \
      others. Nothing said means int8, fitted, input.

      Integers are chosen for the error of products rather than of weights, over what matrices \
      meet when the dense model runs on the data that --calibrate gives; without it, on a run of \
      the model itself that needs no data, where the model takes tokens and is at most 16 MB \
      (--calibration says otherwise). Arrays are named like networks: token ids [steps] or \
      features [steps, features], one sequence after the other, and NAME.lengths [sequences].

      --target-size and --target-error choose an encoding for each matrix that no --encoding names, \
      by what errors of its products do to the outputs in that run (or one on noise, where there \
      is no other), and print the plan first. The error of outputs is the root of the mean square \
      of what they err by against that of the outputs, with float activations, over the outputs of \
      the last of networks that take over states: 0.05 is 5%.
      """)

  @Argument(
    help: ArgumentHelp("A dense model: NumPy, safetensors or PyTorch.", valueName: "input"),
    completion: .file())
  var input: String

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where to write the file.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp("Which arrays make which layers (JSON).", valueName: "R.json"),
    completion: .file())
  var recipe: String?

  @Option(
    help: ArgumentHelp("int8, codes or terms:K/G; may repeat.", valueName: "[scope=]value"),
    completion: .list(["int8", "codes", "terms:2/16", "terms:4/16", "terms:8/16"]))
  var encoding: [String] = []

  @Option(
    help: ArgumentHelp("fitted or shift; may repeat.", valueName: "[scope=]value"),
    completion: .list(["fitted", "shift"]))
  var codebook: [String] = []

  @Option(
    help: ArgumentHelp("input or output; may repeat.", valueName: "[scope=]value"),
    completion: .list(["input", "output"]))
  var axis: [String] = []

  @Option(
    help: ArgumentHelp(
      "What to run the model on: tokens or features (.npz or .npy), or a text.",
      valueName: "file"))
  var calibrate: String?

  @Option(
    help: "Without --calibrate: automatic, none or self (also for larger models and features).")
  var calibration: CalibrationChoice?

  @OptionGroup var target: TargetOptions

  @Flag(help: "Refuse unless every weight and bias is held exactly.")
  var exact = false

  @Flag(help: "Say what would become of each array, and write nothing.")
  var dryRun = false

  @Option(
    help: ArgumentHelp(
      "Work with at most N threads; the file is the same with any number.", valueName: "N"))
  var threads: Int?

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if let threads, threads < 1 {
      throw ValidationError("--threads: expected at least 1, found \(threads)")
    }
    guard output != nil || dryRun else {
      throw ValidationError("expected -o FILE, or --dry-run, which writes none")
    }
    guard calibrate == nil || calibration == nil else {
      throw ValidationError("give one of --calibrate and --calibration")
    }
    guard !exact || calibrate == nil && !target.isGiven else {
      throw ValidationError("--exact leaves nothing to choose: give no calibration and no target")
    }
  }

  func run() throws {
    try Parallelism.limited(to: threads) { try convert() }
  }

  private func convert() throws {
    let clock = ContinuousClock()
    let start = clock.now
    var options = try options()
    // Of a dry run the output is only a name.
    if !dryRun { try checkOutputs([output], inputs: [input, recipe, calibrate]) }
    let imported = try openDense(input, recipe: recipe)
    if !dryRun { try refuseInput(output) }
    Console.note("\(input): \(imported.formatDescription)")
    if !imported.unusedArrays.isEmpty {
      Console.note(
        "note: not used: " + imported.unusedArrays.map(Console.printable).joined(separator: ", "))
    }
    try choose(imported.choices, in: &options)
    if dryRun && !target.isGiven { return try forecast(imported, options) }
    if let calibrate {
      options.calibration = try CalibrationInput.read(calibrate, for: imported.model)
    }
    let observations = try mappingFailures(path: input) {
      try Observations(
        of: imported.model, calibration: exact ? .none : options.calibration,
        isRunRequired: target.isGiven)
    }
    if calibrate != nil { Console.note(observations.summary) }
    options.measuresOutputs = calibrate != nil || target.isGiven
    let plan = try mappingFailures(path: input) {
      try target.plan(ModelSurvey(imported.model, options: options, observations: observations))
    }
    if let plan {
      if !json { Console.print(PlanReport(plan, denseByteCount: imported.denseByteCount).text) }
      plan.apply(to: &options)
    }
    guard let output, !dryRun else { return try forecast(imported, options) }
    var progress = Progress(total: imported.denseByteCount / 4, unit: "weights")
    let compressed = try mappingFailures(path: input) {
      try compress(imported.model, options: options, observations: observations) { report in
        progress.end()
        if !json { Console.print(MatrixLine(report).text) }
        progress.advance(by: report.rows * report.columns)
      }
    }
    progress.end()
    try writeOutput(compressed.bytes, to: output)
    let seconds = (clock.now - start) / .seconds(1)
    let speed = Double(compressed.total.denseByteCount) / 1e6 / seconds
    if json {
      return try Console.printJSON(
        ConvertResult(compressed, plan: plan, megabytesPerSecond: speed))
    }
    if let error = compressed.outputError {
      Console.print("outputs           error \(Format.percent(error)) in the run, in float")
    }
    Self.printTotals(recurrent: compressed.recurrent, all: compressed.total)
    Console.note(
      "\(output): written in \(Format.decimal(seconds, digits: 2)) s, "
        + "\(Format.decimal(speed, digits: 0)) MB/s of dense float32")
  }

  /// Says what would be written.
  private func forecast(_ imported: ImportedModel, _ options: CompressionOptions) throws {
    let forecast = try mappingFailures(path: input) {
      try LacunaCompress.forecast(imported.model, options: options)
    }
    let report = ConvertForecast(imported, forecast)
    if json {
      try Console.printJSON(report)
    } else {
      for line in report.lines { Console.print(line) }
      Self.printTotals(recurrent: forecast.recurrent, all: forecast.total)
    }
    if exact { Console.note("note: whether weights are held exactly is for a real run to say") }
    Console.note("dry run: nothing was written")
  }

  private static func printTotals(recurrent: CompressionTotals, all: CompressionTotals) {
    for (scope, totals) in [("recurrent layers", recurrent), ("whole file", all)] {
      // A model may have no recurrent layers.
      guard let ratio = totals.ratio else { continue }
      let name = scope.padding(toLength: 18, withPad: " ", startingAt: 0)
      Console.print(
        "\(name)\(Format.bytes(totals.denseByteCount)) -> "
          + "\(Format.grouped(totals.byteCount)) bytes, "
          + "\(Format.decimal(ratio, digits: 1)) times smaller")
    }
  }
}

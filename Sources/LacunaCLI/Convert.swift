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
      lacuna convert model.npz -o model.lacuna --recipe model.json --exact

      Encodings: int8 (8 bits a weight), codes (4 bits), terms:K/G (K terms of one byte in \
      every group of G = 8, 16 or 32 weights). A bare --encoding, --codebook or --axis is for \
      the recurrent layers' matrices; embedding=VALUE, linear=VALUE and ARRAY=VALUE are for \
      others. Nothing said means int8, fitted, input.

      Codes and terms are chosen for the error of products rather than of weights, on a run of \
      the model itself that needs no data, where the model takes tokens and is at most 16 MB; \
      --calibration says otherwise.
      """)

  @Argument(
    help: ArgumentHelp("A dense model: NumPy, safetensors or PyTorch.", valueName: "input"),
    completion: .file())
  var input: String

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where to write the file.", valueName: "file"),
    completion: .file())
  var output: String

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

  @Option(help: "automatic, none or self (also for larger models and feature inputs).")
  var calibration = CalibrationChoice.automatic

  @Flag(help: "Refuse unless every weight and bias is held exactly.")
  var exact = false

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let clock = ContinuousClock()
    let start = clock.now
    var options = try options()
    try refuseSameFile(output, as: [input, recipe])
    let imported = try mappingFailures { try importModel(path: input, recipe: recipe) }
    Console.note("\(input): \(imported.formatDescription)")
    if !imported.unusedArrays.isEmpty {
      Console.note(
        "note: not used: " + imported.unusedArrays.map(Console.printable).joined(separator: ", "))
    }
    try choose(imported.choices, in: &options)
    var progress = Progress(total: imported.denseByteCount / 4, unit: "weights")
    let compressed = try mappingFailures(path: input) {
      try compress(imported.model, options: options) { report in
        progress.end()
        if !json { Console.print(MatrixLine(report).text) }
        progress.advance(by: report.rows * report.columns)
      }
    }
    progress.end()
    try mappingFailures { try writeAtomically(compressed.bytes, to: output) }
    let seconds = (clock.now - start) / .seconds(1)
    let speed = Double(compressed.total.denseByteCount) / 1e6 / seconds
    if json { return try Console.printJSON(ConvertResult(compressed, megabytesPerSecond: speed)) }
    Console.print(Self.line("recurrent layers", compressed.recurrent))
    Console.print(Self.line("whole file", compressed.total))
    Console.note(
      "\(output): written in \(Format.decimal(seconds, digits: 2)) s, "
        + "\(Format.decimal(speed, digits: 0)) MB/s of dense float32")
  }

  /// What the command line says.
  private func options() throws -> CompressionOptions {
    var options = CompressionOptions()
    options.isExact = exact
    options.calibration = calibration.calibration
    do throws(ChoiceError) {
      for text in encoding { try options.encoding.choose(parsing: text) }
      for text in codebook { try options.codebook.choose(parsing: text) }
      for text in axis { try options.axis.choose(parsing: text) }
    } catch {
      throw CommandFailure(.usage, "\(error)")
    }
    return options
  }

  /// What the recipe says, which the command line overrides.
  private func choose(
    _ choices: [String: ArrayChoice], in options: inout CompressionOptions
  ) throws {
    do throws(ChoiceError) {
      for (name, choice) in choices.sorted(by: { $0.key < $1.key }) {
        if let text = choice.encoding {
          options.encoding.choose(try .init(parsing: text), forArrayInRecipe: name)
        }
        if let text = choice.codebook {
          options.codebook.choose(try .init(parsing: text), forArrayInRecipe: name)
        }
        if let values = choice.codebookValues {
          options.codebookValues[name] = try CodebookValues(values)
        }
        if let text = choice.axis {
          options.axis.choose(try .init(parsing: text), forArrayInRecipe: name)
        }
      }
    } catch {
      throw CommandFailure(.malformed, "\(recipe ?? input): \(error)")
    }
  }

  private static func line(_ scope: String, _ totals: CompressionTotals) -> String {
    let name = scope.padding(toLength: 18, withPad: " ", startingAt: 0)
    return "\(name)\(Format.bytes(totals.denseByteCount)) -> "
      + "\(Format.grouped(totals.byteCount)) bytes, "
      + "\(Format.decimal(totals.ratio, digits: 1)) times smaller"
  }
}

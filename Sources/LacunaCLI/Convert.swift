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
      lacuna convert lm.npz -o lm.lacuna --encoding linear=terms:4/16
      lacuna convert model.npz -o model.lacuna --recipe model.json --exact

      Encodings: int8 (8 bits a weight), codes (4 bits), terms:K/G (K terms of one byte in \
      every group of G = 8, 16 or 32 weights). A bare --encoding, --codebook or --axis is for \
      the recurrent layers' matrices; embedding=VALUE, linear=VALUE and ARRAY=VALUE are for \
      others. Nothing said means int8, fitted, input.

      Codes and terms are chosen for the error of products rather than of weights, on a run of \
      the model itself that needs no data, where the model takes tokens and is at most 16 MB; \
      --calibration says otherwise.
      """)

  @Argument(help: ArgumentHelp("A dense export: .npz or .npy.", valueName: "input"))
  var input: String

  @Option(name: .shortAndLong, help: ArgumentHelp("Where to write the file.", valueName: "file"))
  var output: String

  @Option(
    help: ArgumentHelp("Which arrays make which layers (JSON).", valueName: "R.json"))
  var recipe: String?

  @Option(
    help: ArgumentHelp("int8, codes or terms:K/G; may repeat.", valueName: "[scope=]value"))
  var encoding: [String] = []

  @Option(help: ArgumentHelp("fitted or shift; may repeat.", valueName: "[scope=]value"))
  var codebook: [String] = []

  @Option(help: ArgumentHelp("input or output; may repeat.", valueName: "[scope=]value"))
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
    let imported = try mappingFailures { try importModel(path: input, recipe: recipe) }
    Console.note("\(input): \(imported.formatDescription)")
    if !imported.unusedArrays.isEmpty {
      Console.note(
        "note: not used: " + imported.unusedArrays.map(Console.printable).joined(separator: ", "))
    }
    let options = try options(recipeChoices: imported.choices)
    let compressed = try mappingFailures(path: input) {
      try compress(imported.model, options: options) { report in
        if !json { Console.print(MatrixLine(report).text) }
      }
    }
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

  private func options(recipeChoices: [String: ArrayChoice]) throws -> CompressionOptions {
    var options = CompressionOptions()
    options.isExact = exact
    options.calibration = calibration.calibration
    do throws(ChoiceError) {
      for (name, choice) in recipeChoices.sorted(by: { $0.key < $1.key }) {
        if let text = choice.encoding {
          options.encoding.choose(try .init(parsing: text), forArrayInRecipe: name)
        }
        if let text = choice.codebook {
          options.codebook.choose(try .init(parsing: text), forArrayInRecipe: name)
        }
        if let text = choice.axis {
          options.axis.choose(try .init(parsing: text), forArrayInRecipe: name)
        }
      }
    } catch {
      throw CommandFailure(.malformed, "\(recipe ?? input): \(error)")
    }
    do throws(ChoiceError) {
      for text in encoding { try options.encoding.choose(parsing: text) }
      for text in codebook { try options.codebook.choose(parsing: text) }
      for text in axis { try options.axis.choose(parsing: text) }
    } catch {
      throw CommandFailure(.usage, "\(error)")
    }
    return options
  }

  private static func line(_ scope: String, _ totals: CompressionTotals) -> String {
    let name = scope.padding(toLength: 18, withPad: " ", startingAt: 0)
    return "\(name)\(Format.bytes(totals.denseByteCount)) -> "
      + "\(Format.grouped(totals.byteCount)) bytes, "
      + "\(Format.decimal(totals.ratio, digits: 1)) times smaller"
  }
}

/// What integers are chosen for.
enum CalibrationChoice: String, ExpressibleByArgument, CaseIterable {
  case automatic
  case none
  case `self`

  var calibration: Calibration {
    switch self {
    case .automatic: .automatic
    case .none: .none
    case .self: .selfRun
    }
  }
}

/// The line that `convert` prints for a matrix.
private struct MatrixLine {
  let text: String

  init(_ report: MatrixReport) {
    let columns = [
      Console.printable(report.name).padded(to: 24),
      "\(report.rows) x \(report.columns)".padded(to: 14),
      report.encodingText.padded(to: 26),
      "\(Format.bytes(report.denseByteCount)) -> \(Format.bytes(report.byteCount))".padded(to: 26),
      "\(Format.decimal(report.bitsPerWeight, digits: 2)) bits a weight".padded(to: 21),
      "error \(Format.percent(report.relativeError))"
        + (report.isCalibrated ? ", calibrated" : ""),
    ]
    text = columns.joined(separator: " ")
  }
}

/// What `convert --json` prints.
private struct ConvertResult: Encodable {
  let schema = 1
  let matrices: [Matrix]
  let totals: Totals
  let megabytesPerSecond: Double

  struct Matrix: Encodable {
    let name: String
    let rows: Int
    let cols: Int
    let encoding: String
    let codebook: String?
    let axis: String?
    let denseBytes: Int
    let bytes: Int
    let bitsPerWeight: Double
    let relativeError: Double
    let calibrated: Bool
    let seconds: Double
  }

  struct Scope: Encodable {
    let weights: Int
    let denseBytes: Int
    let bytes: Int
    let ratio: Double

    init(_ totals: CompressionTotals) {
      weights = totals.weightCount
      denseBytes = totals.denseByteCount
      bytes = totals.byteCount
      ratio = totals.ratio
    }
  }

  struct Totals: Encodable {
    let all: Scope
    let recurrent: Scope
  }

  init(_ model: CompressedModel, megabytesPerSecond: Double) {
    matrices = model.matrices.map {
      Matrix(
        name: $0.name, rows: $0.rows, cols: $0.columns, encoding: $0.encoding.description,
        codebook: $0.codebook?.rawValue, axis: $0.axis, denseBytes: $0.denseByteCount,
        bytes: $0.byteCount, bitsPerWeight: $0.bitsPerWeight, relativeError: $0.relativeError,
        calibrated: $0.isCalibrated, seconds: $0.seconds)
    }
    totals = Totals(all: Scope(model.total), recurrent: Scope(model.recurrent))
    self.megabytesPerSecond = megabytesPerSecond
  }
}

extension String {
  /// With spaces after it up to `width`, and at least as it is.
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}

import ArgumentParser
import Lacuna
import LacunaReport

struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows what is in a compact file, byte by byte accounted for.",
    discussion: """
      lacuna inspect model.lacuna
      lacuna inspect model.lacuna --json

      The file is validated first; see verify for the rules that need a look at every term.
      """)

  @Argument(help: ArgumentHelp("A compact file.", valueName: "file"))
  var file: String

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let model = try openCompact(file)
    let report = ModelReport(model.view)
    if json { return Console.print(report.json(), terminator: "") }
    Console.print(report.text(color: Console.allowsColor), terminator: "")
  }
}

import ArgumentParser
import Lacuna
import LacunaReport

struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows what is in a compact file, byte by byte accounted for.",
    discussion: """
      lacuna inspect model.lacuna
      lacuna inspect model.lacuna --json
      lacuna inspect model.lacuna --html report.html
      lacuna inspect model.lacuna --html report.html --dense model.npz --recipe model.json

      --html makes one page that fetches nothing: the file's layout to scale, and for each matrix \
      a map, histograms and the balance over lanes; with --dense, the error of its weights too.

      The file is validated first; see verify for the rules that need a look at every term.
      """)

  @Argument(
    help: ArgumentHelp("A compact file.", valueName: "file"),
    completion: .file())
  var file: String

  @Flag(help: "Print JSON.")
  var json = false

  @Option(
    help: ArgumentHelp("Write a page for a browser.", valueName: "report.html"),
    completion: .file())
  var html: String?

  @Option(
    help: ArgumentHelp("With --html: the dense model to compare weights with.", valueName: "dense"),
    completion: .file())
  var dense: String?

  @Option(
    help: ArgumentHelp("The dense model's recipe.", valueName: "R.json"),
    completion: .file())
  var recipe: String?

  func validate() throws {
    if html == nil, dense != nil { throw ValidationError("--dense goes with --html") }
    if dense == nil, recipe != nil { throw ValidationError("--recipe goes with --dense") }
  }

  func run() throws {
    let model = try openCompact(file)
    if let html {
      try InspectPage(model: model, dense: dense, recipe: recipe).write(to: html)
      Console.note("\(html): written; open it in a browser")
      if !json { return }
    }
    let report = ModelReport(model.view)
    if json { return Console.print(report.json(), terminator: "") }
    Console.print(report.text(color: Console.allowsColor), terminator: "")
  }
}

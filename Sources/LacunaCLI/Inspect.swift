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

      Of a dense model it says what each encoding of each matrix would cost, before anything is \
      converted: bytes, the error of the matrix's products, and how far that alone would put the \
      outputs off, in the run that --calibrate gives or one that needs no data:

        lacuna inspect model.npz --recipe model.json
        lacuna inspect lm.npz --calibrate novel.txt --json
      """)

  @Argument(
    help: ArgumentHelp("A compact file, or a dense export.", valueName: "file"),
    completion: .file())
  var file: String

  @Option(
    help: ArgumentHelp(
      "What to run a dense model on: tokens or features (.npz or .npy), or a text.",
      valueName: "file"))
  var calibrate: String?

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
  }

  func run() throws {
    let model: Model
    // With --dense, the recipe is that model's.
    switch try ModelFile(path: file, recipe: dense == nil ? recipe : nil) {
    case .dense(let imported, _):
      guard html == nil else {
        throw CommandFailure(.usage, "--html is for compact files; \(file) is a dense model")
      }
      return try DenseInspection(imported, path: file, calibrate: calibrate).print(json: json)
    case .compact(let found): model = found
    }
    if calibrate != nil {
      throw CommandFailure(.usage, "--calibrate is for dense models; \(file) is a compact one")
    }
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

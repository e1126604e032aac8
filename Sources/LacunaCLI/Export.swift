import ArgumentParser
import Foundation
import Lacuna
import LacunaExport
import LacunaFile
import LacunaImport

struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes a compact file's weights as float arrays, and the recipe to convert them.",
    discussion: """
      lacuna export model.lacuna -o dense.npz
      lacuna export model.lacuna -o dense.npz --recipe-out dense.json
      lacuna convert dense.npz --recipe dense.json --exact -o again.lacuna

      Matrices have the names that they had before they were converted; a file does not keep the \
      names of biases, which are made of the matrices'. Weights are exactly what the file holds. \
      With --recipe-out, vocabularies are written beside the recipe.
      """)

  @Argument(
    help: ArgumentHelp("A compact file.", valueName: "file"),
    completion: .file())
  var file: String

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where to write them.", valueName: "dense.npz"),
    completion: .file())
  var output: String

  @Option(
    help: ArgumentHelp("Where to write the recipe that makes the same model.", valueName: "R.json"),
    completion: .file())
  var recipeOut: String?

  func run() throws {
    try checkOutputs([output, recipeOut], inputs: [file])
    let model = try openCompact(file)
    try failures {
      let export = try DenseExport(model.view)
      // What a recipe cannot say is found before anything is written.
      let recipe = try recipeOut.map { path in
        (path: path, files: try recipeFiles(export, path: path))
      }
      var output = try AtomicFile(path: self.output)
      var progress = Progress(total: export.progressTotal, unit: "weights")
      try export.writeArchive(progress: { progress.advance(by: $0) }) { try output.append($0) }
      progress.end()
      try refuseChanges()
      try output.commit()
      Console.note("\(self.output): \(export.arrayCount) arrays")
      for file in recipe?.files ?? [] {
        try writeOutput(Array(file.text.utf8), to: file.path)
        Console.note("\(file.path): written")
      }
    }
  }

  /// Vocabularies, then the recipe that names them.
  private func recipeFiles(
    _ export: borrowing DenseExport, path: String
  ) throws -> [(path: String, text: String)] {
    let url = URL(filePath: path)
    let stem = url.deletingPathExtension().lastPathComponent
    // Nothing in a file's name comes from the model.
    func name(_ index: Int) -> String {
      stem + (index == 0 ? ".vocabulary.txt" : ".vocabulary-\(index + 1).txt")
    }
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    var files: [(path: String, text: String)] = []
    for index in 0..<export.vocabularyCount {
      files.append((folder + name(index), try export.vocabularyText(at: index)))
    }
    files.append((path, try export.recipe(vocabularyPath: name)))
    try checkOutputs(files.map(\.path) + [output], inputs: [file])
    return files
  }

  private func failures(_ body: () throws -> Void) throws {
    do {
      try mappingFailures(path: file) { try body() }
    } catch let error as ExportError {
      throw CommandFailure(.malformed, "\(file): \(Console.printable(error.description))")
    } catch let error as NumpyWriteError {
      throw CommandFailure(.malformed, "\(output): \(Console.printable(error.description))")
    }
  }
}

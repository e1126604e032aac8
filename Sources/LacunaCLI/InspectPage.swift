import Foundation
import Lacuna
import LacunaDense
import LacunaFile
import LacunaFormat
import LacunaImport
import LacunaReport

/// The HTML page of a compact file, alone or beside the dense model that it was made of.
struct InspectPage {
  let model: Model
  let dense: String?
  let recipe: String?

  func write(to path: String) throws {
    try checkOutputs([path], inputs: [model.path, dense, recipe])
    let page = try page()
    try writeOutput(Array(page.html().utf8), to: path)
  }

  private func page() throws -> ModelPage {
    let title = Self.fileName(model.path)
    guard let dense else { return ModelPage(model.view, title: title) }
    let imported = try openDense(dense, recipe: recipe)
    let counterparts = try DenseCounterparts(
      of: model, in: imported.model, densePath: dense)
    return ModelPage(model.view, title: title, denseName: Self.fileName(dense)) { index in
      guard let matrix = counterparts.matrices[index] else { return nil }
      return { row, destination in matrix.readRow(row, into: &destination) }
    }
  }

  private static func fileName(_ path: String) -> String {
    URL(filePath: path).lastPathComponent
  }
}

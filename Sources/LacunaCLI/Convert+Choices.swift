import LacunaCompress
import LacunaImport

extension Convert {
  /// What the command line says.
  func options() throws -> CompressionOptions {
    var options = CompressionOptions()
    options.isExact = exact
    options.calibration = (calibration ?? .automatic).calibration
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
  func choose(
    _ choices: [String: ArrayChoice], in options: inout CompressionOptions
  ) throws {
    do throws(ChoiceError) {
      for (name, choice) in choices.sorted(by: { $0.key < $1.key }) {
        try options.choose(
          forArrayInRecipe: name, encoding: choice.encoding, codebook: choice.codebook,
          codebookValues: choice.codebookValues, axis: choice.axis)
      }
    } catch {
      throw CommandFailure(.malformed, "\(recipe ?? input): \(error)")
    }
  }
}

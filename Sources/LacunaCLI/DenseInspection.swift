import LacunaCompress
import LacunaImport

/// What `inspect` does with a dense model: tries encodings out.
struct DenseInspection {
  private let imported: ImportedModel
  private let path: String
  private let calibrate: String?

  init(_ imported: ImportedModel, path: String, calibrate: String?) {
    self.imported = imported
    self.path = path
    self.calibrate = calibrate
  }

  func print(json: Bool) throws {
    var options = CompressionOptions()
    // Encodings are what is asked for; codebooks and axes are as the recipe has them.
    for (name, choice) in imported.choices.sorted(by: { $0.key < $1.key }) {
      do throws(ChoiceError) {
        try options.choose(
          forArrayInRecipe: name, codebook: choice.codebook, axis: choice.axis)
      } catch {
        throw CommandFailure(.malformed, "\(path): \(error)")
      }
    }
    if let calibrate {
      options.calibration = try CalibrationInput.read(calibrate, for: imported.model)
    }
    let survey = try mappingFailures(path: path) {
      let observations = try Observations(
        of: imported.model, calibration: options.calibration, isRunRequired: true)
      Console.note("\(path): \(imported.formatDescription), \(observations.summary)")
      return try ModelSurvey(imported.model, options: options, observations: observations)
    }
    if json { return try Console.printJSON(SurveyResult(survey)) }
    Console.print(
      "\(Console.printable(path)): \(Format.grouped(survey.denseByteCount)) bytes of float32")
    Console.print(SurveyReport(survey).text)
  }
}

extension Observations {
  /// What was run, for a note.
  var summary: String {
    "run for \(Format.grouped(stepCount)) steps in \(Format.grouped(episodeCount)) sequences"
  }
}

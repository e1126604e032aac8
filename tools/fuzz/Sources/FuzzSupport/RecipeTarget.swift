import Lacuna
import LacunaCompress
import LacunaDense
import LacunaFormat
import LacunaImport

/// Reads the bytes as a recipe for a few small arrays. The model that it makes, if it does, runs for
/// two steps, and is compressed as the recipe asks to a file that is valid.
func fuzzRecipe(_ bytes: [UInt8]) throws(FuzzFinding) {
  guard let file = try? ArrayFile(path: "fuzzed.npz", bytes: recipeArrays),
    let imported = try? importModel(from: file, recipe: bytes, recipePath: recipePath)
  else { return }
  for network in imported.model.networks { runTwoSteps(network) }
  guard let options = try? compressionOptions(imported.choices) else { return }
  let forecast = try? forecast(imported.model, options: options)
  guard let compressed = try? compress(imported.model, options: options) else { return }
  try FuzzFinding.expect(
    forecast?.total.byteCount == compressed.total.byteCount,
    "\(String(describing: forecast?.total.byteCount)) bytes were forecast, and "
      + "\(compressed.total.byteCount) written")
  do {
    let bytes = compressed.bytes
    let model = unsafe try Model(path: "fuzzed.lacuna", copying: bytes.span.bytes)
    try model.view.verify()
  } catch {
    throw FuzzFinding("what the recipe gives is not valid: \(error)")
  }
}

/// As `lacuna convert` takes a recipe's choices.
private func compressionOptions(
  _ choices: [String: ArrayChoice]
) throws(ChoiceError) -> CompressionOptions {
  var options = CompressionOptions()
  options.calibration = .none
  for (name, choice) in choices {
    try options.choose(
      forArrayInRecipe: name, encoding: choice.encoding, codebook: choice.codebook,
      codebookValues: choice.codebookValues, axis: choice.axis)
  }
  return options
}

/// In a folder that has the vocabulary `words.txt` of five entries.
private let recipePath: String = {
  // tools/fuzz/Sources/FuzzSupport/RecipeTarget.swift
  let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(5)
  return root.joined(separator: "/") + "/fixtures/fuzz/vocabulary/recipe.json"
}()

/// Arrays for each kind of layer: 4 inputs (the embedding's columns), 3 units, 5 outputs.
private let recipeArrays: [UInt8] = {
  let shapes = [
    ("embedding", [5, 4]), ("lstm_w", [12, 4]), ("lstm_u", [12, 3]), ("lstm_b", [12]),
    ("lstm_bb", [24]), ("lstm_wt", [4, 12]), ("lstm_ut", [3, 12]), ("lstm_w3", [12, 3]),
    ("projected_u", [12, 2]), ("projection", [2, 3]), ("gru_w", [9, 4]), ("gru_u", [9, 3]),
    ("gru_b", [9]), ("gru_bb", [18]), ("gru_w3", [9, 3]), ("gru_w6", [9, 6]), ("fc", [5, 3]),
    ("fc_t", [3, 5]), ("fc6", [5, 6]), ("fc_b", [5]), ("scalar", []), ("empty", [0, 4]),
  ]
  let arrays = shapes.map { name, shape in
    let count = shape.reduce(1, *)
    let values = (0..<count).map { Float(($0 * 37 + name.utf8.count * 11) % 64 - 31) / 32 }
    return OutputArray(name: name, shape: shape, values: values)
  }
  guard let file = try? NumpyWriter.npz(arrays) else { fatalError("arrays cannot be written") }
  return file
}()

import Lacuna
import LacunaCompress
import LacunaDense
import LacunaFile
import LacunaImport

/// What `--calibrate FILE` gives the model to run on: arrays of tokens or features, or a text.
enum CalibrationInput {
  /// Texts are cut into sequences of so many tokens, each from the start.
  private static let textSequenceLength = 256

  /// - Throws: `CommandFailure`
  static func read(_ path: String, for model: DenseModel) throws -> Calibration {
    let isArrays = try mappingFailures {
      let map = try FileMap(path: path)
      let first = unsafe Array(map.buffer.prefix(4))
      return first.starts(with: [0x93] + Array("NUM".utf8)) || first.starts(with: Array("PK".utf8))
    }
    guard isArrays else { return .data(try readText(path, for: model)) }
    return .data(try mappingFailures { try importSequences(path: path, for: model) })
  }

  /// The one network's tokens.
  private static func readText(
    _ path: String, for model: DenseModel
  ) throws -> [String: [DenseSequence]] {
    guard model.networks.count == 1, let vocabulary = model.networks[0].vocabulary,
      model.networks[0].inputSize == nil
    else {
      let names = model.networks.map(\.name)
      throw CommandFailure(
        .usage,
        "\(path): a text is for a model with one network that takes tokens and has a vocabulary; "
          + "give a .npz with arrays named like networks: "
          + names.map { "\($0), \($0).lengths" }.joined(separator: ", "))
    }
    let tokenizer = Tokenizer(
      unit: vocabulary.unit == .word ? .word : .character, entries: vocabulary.entries)
    let text = try LacunaCLI.readText(path)
    let ids = try mappingFailures(path: path) { try tokenizer.encode(text) }
    guard !ids.isEmpty else {
      throw CommandFailure(.malformed, "\(path): expected at least one token, found none")
    }
    let sequences = stride(from: 0, to: ids.count, by: textSequenceLength).map {
      DenseSequence.tokens(Array(ids[$0..<min($0 + textSequenceLength, ids.count)]))
    }
    return [model.networks[0].name: sequences]
  }
}

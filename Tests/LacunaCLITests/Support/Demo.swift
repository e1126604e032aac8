import Foundation

/// The demo's model and text, which ship with the repository.
enum Demo {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "fixtures/demo")

  static let dense = folder.appending(path: "austen-char.npz").path
  static let recipe = folder.appending(path: "austen-char.json").path

  /// Converted once, for all tests: what `convert` printed and the file's bytes.
  static let conversion = Result {
    let folder = try TemporaryFolder()
    let outcome = try Tool.run(
      [
        "convert", dense, "--recipe", recipe, "-o", folder.path("demo.lacuna"),
        // A run of the model takes its time without optimization.
        "--calibration", "none",
      ])
    return (outcome: outcome, bytes: try folder.bytes("demo.lacuna"))
  }

  /// The beginning of the sample text, which training did not see.
  static func sample(characters: Int) throws -> String {
    let text = try String(
      contentsOf: folder.appending(path: "austen-sample.txt"), encoding: .utf8)
    return String(text.prefix(characters))
  }
}

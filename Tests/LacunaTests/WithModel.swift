import Foundation
import Lacuna

/// Runs `body` with the model of a file that is on disk as long as it runs.
func withModel(_ file: [UInt8], _ body: (Model) throws -> Void) throws {
  let url = FileManager.default.temporaryDirectory
    .appendingPathComponent("model-\(UUID().uuidString).lacuna")
  try Data(file).write(to: url)
  defer { try? FileManager.default.removeItem(at: url) }
  try body(try Model(path: url.path))
}

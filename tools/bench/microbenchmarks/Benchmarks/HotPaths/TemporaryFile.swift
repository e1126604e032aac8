import Foundation

/// A model's file that lasts as long as this object.
final class TemporaryFile: Sendable {
  let path: String

  init(_ model: RandomModel, _ encoding: String, axis: String = "input") throws {
    let name = "lacuna-\(UUID().uuidString).lacuna"
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(name)
    path = url.path
    try Data(model.compressed(encoding, axis: axis)).write(to: url)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }
}

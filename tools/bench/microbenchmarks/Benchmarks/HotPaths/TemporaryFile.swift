import Foundation

/// A model's file that lasts as long as this object.
final class TemporaryFile: Sendable {
  let path: String

  init(_ model: RandomModel, terms: Int) throws {
    let name = "lacuna-\(UUID().uuidString).lacuna"
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(name)
    path = url.path
    try Data(model.compressed(terms: terms)).write(to: url)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }
}

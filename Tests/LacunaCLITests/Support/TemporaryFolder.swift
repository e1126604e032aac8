import Foundation
import LacunaImport

/// A folder that goes away with its last owner.
final class TemporaryFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "lacuna-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  func path(_ name: String) -> String {
    url.appending(path: name).path
  }

  /// Writes a file and gives its path.
  @discardableResult
  func write(_ bytes: [UInt8], as name: String) throws -> String {
    try Data(bytes).write(to: url.appending(path: name))
    return path(name)
  }

  @discardableResult
  func write(_ text: String, as name: String) throws -> String {
    try write(Array(text.utf8), as: name)
  }

  @discardableResult
  func write(_ arrays: [OutputArray], as name: String) throws -> String {
    try write(try NumpyWriter.npz(arrays), as: name)
  }

  func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: url.appending(path: name)))
  }

  /// The one array of a `.npy` file, as rows.
  func rows(_ name: String) throws -> [[Float]] {
    let file = try ArrayFile(path: path(name))
    let (shape, values) = try file.readArray(named: file.arrays[0].name)
    guard shape.count == 2 else { return [] }
    return (0..<shape[0]).map { Array(values[($0 * shape[1])..<(($0 + 1) * shape[1])]) }
  }

  /// Names of files, sorted.
  var names: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
    }
  }
}

import Foundation
import LacunaONNXSchema
import Testing

@testable import LacunaImport

/// Arrays whose elements lie in another file, which must be in the model's folder.
@Suite struct ONNXExternalDataTests {
  private let folder: TemporaryFolder
  private let outside: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    outside = try TemporaryFolder()
    _ = try folder.write([UInt8](repeating: 0, count: 24), as: "weights")
    _ = try outside.write([UInt8](repeating: 0, count: 24), as: "weights")
  }

  private func error(_ entries: [String: String]) throws -> ImportError? {
    var weight = ONNXTensorProto("w", [3, 2], floats: [])
    weight.dataLocation = 1
    weight.externalData = try entries.map { key, value in
      var entry = ONNXStringStringEntryProto()
      entry.key = key
      entry.value = value
      return try entry.serializedData()
    }
    let path = try onnxModel([ONNXNodeProto("MatMul", ["x", "w"], ["y"])], [weight])
      .write(to: folder)
    return importError { _ = try importModel(path: path, recipe: nil) }
  }

  private func refused(_ entries: [String: String], _ expected: String) throws -> Bool {
    guard case .malformed(let problem) = try error(entries) else { return false }
    return problem.expected.contains(expected) && problem.place == "array \"w\""
  }

  @Test func `data in the folder are read`() throws {
    #expect(try error(["location": "weights"]) == nil)
    #expect(try error(["location": "./weights", "offset": "0", "length": "24"]) == nil)
  }

  @Test func `paths that are absolute, go up, or say nothing are refused`() throws {
    let name = URL(filePath: outside.path).lastPathComponent
    for location in [
      outside.path + "/weights", "../\(name)/weights", "a/../weights", "..", "", "/", "a//b",
      "..\\weights", "weights/", "weights\0",
    ] {
      #expect(
        try refused(["location": location], "a relative path without \"..\""), "\(location)")
    }
    #expect(try refused([:], "a location"))
  }

  @Test func `links that lead out of the folder are refused, others followed`() throws {
    let files = FileManager.default
    try files.createSymbolicLink(
      atPath: folder.path + "/file", withDestinationPath: outside.path + "/weights")
    try files.createSymbolicLink(
      atPath: folder.path + "/folder", withDestinationPath: outside.path)
    try files.createSymbolicLink(
      atPath: folder.path + "/inside", withDestinationPath: folder.path + "/weights")
    #expect(try refused(["location": "file"], "in the model's folder"))
    #expect(try refused(["location": "folder/weights"], "in the model's folder"))
    #expect(try error(["location": "inside"]) == nil)
  }

  @Test func `a folder whose name begins like the model's is another`() throws {
    let sibling = folder.path + "2"
    try FileManager.default.copyItem(atPath: outside.path, toPath: sibling)
    defer { try? FileManager.default.removeItem(atPath: sibling) }
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/next", withDestinationPath: sibling)
    #expect(try refused(["location": "next/weights"], "in the model's folder"))
  }

  @Test func `bytes that are not there are refused`() throws {
    #expect(try refused(["location": "weights", "offset": "1"], "24 bytes at byte 1"))
    #expect(
      try refused(["location": "weights", "offset": "\(Int.max)"], "24 bytes at byte"))
    #expect(try refused(["location": "weights", "length": "23"], "24 bytes of external data"))
    #expect(try refused(["location": "weights", "offset": "-1"], "a whole number for the offset"))
    #expect(try refused(["location": "weights", "offset": "1e3"], "a whole number for the offset"))
    #expect(try error(["location": "nothing"])?.isInputOutput == true)
    #expect(try refused(["location": "."], "in the model's folder"))
  }
}

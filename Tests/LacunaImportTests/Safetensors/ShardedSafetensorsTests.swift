import Foundation
import Testing

@testable import LacunaImport

@Suite struct ShardedSafetensorsTests {
  private let folder: TemporaryFolder
  private let first = OutputArray(name: "a", shape: [2, 2], values: formulaValues(1, count: 4))
  private let second = OutputArray(name: "b", shape: [3], values: formulaValues(2, count: 3))

  init() throws {
    folder = try TemporaryFolder()
    _ = try folder.write(safetensors([first]), as: "model-1.safetensors")
    _ = try folder.write(safetensors([second]), as: "model-2.safetensors")
  }

  private func index(_ map: String) throws -> String {
    try folder.write(
      #"{"metadata":{"total_size":28},"weight_map":{\#(map)}}"#, as: "model.safetensors.index.json")
  }

  private func problem(_ map: String) throws -> ImportProblem? {
    let path = try index(map)
    let error = importError { _ = try ArrayFile(path: path) }
    return error?.problem
  }

  @Test func `an index leads to the tensors of all its files`() throws {
    let file = try ArrayFile(
      path: try index(#""a":"model-1.safetensors","b":"model-2.safetensors""#))
    #expect(file.format == .shardedSafetensors)
    #expect(try file.readArray(named: "a").values == first.values)
    #expect(try file.readArray(named: "b").values == second.values)
    #expect(file.array(named: "b")?.path.hasSuffix("/model-2.safetensors") == true)
  }

  @Test(arguments: [
    "../model-1.safetensors", "/etc/passwd", "sub/model-1.safetensors", "..", ".", "",
    #"sub\\model-1.safetensors"#, #"model-1.safetensors\u0000.x"#, "./model-1.safetensors",
  ])
  func `a file with a folder in its name is refused`(name: String) throws {
    let problem = try #require(try problem(#""a":"\#(name)""#))
    #expect(problem.expected == "the name of a file in the index's folder")
    #expect(problem.place == "weight_map.a")
  }

  @Test func `a link out of the folder is refused, one inside it is followed`() throws {
    let other = try TemporaryFolder()
    let outside = try other.write(safetensors([first]), as: "model-1.safetensors")
    let manager = FileManager.default
    try manager.createSymbolicLink(
      atPath: folder.path + "/out.safetensors", withDestinationPath: outside)
    try manager.createSymbolicLink(
      atPath: folder.path + "/in.safetensors", withDestinationPath: "model-1.safetensors")
    let problem = try #require(try problem(#""a":"out.safetensors""#))
    #expect(problem.found.contains("a link out of it"))
    #expect(try self.problem(#""a":"in.safetensors""#) == nil)
  }

  @Test func `an index that disagrees with its files is refused`() throws {
    let both = try #require(
      try problem(#""a":"model-1.safetensors","b":"model-1.safetensors""#))
    #expect(both.found == "none called b")
    let none = try #require(try problem(#""z":"model-1.safetensors""#))
    #expect(none.found == "none called z")
    _ = try folder.write(safetensors([first, second]), as: "both.safetensors")
    #expect(try problem(#""a":"both.safetensors""#)?.found == "also b")
    let twice = try #require(
      try problem(#""a":"both.safetensors","b":"both.safetensors","a2":"model-1.safetensors""#))
    #expect(twice.found == "none called a2")
  }

  @Test func `a file that is missing or of another kind is refused`() throws {
    let path = try index(#""a":"model-3.safetensors""#)
    #expect(importError { _ = try ArrayFile(path: path) }?.isInputOutput == true)
    _ = try folder.write(#"{"weight_map":{}}"#, as: "loop.json")
    #expect(try problem(#""a":"loop.json""#)?.expected == "a safetensors file")
    #expect(
      try problem(#""a":"model.safetensors.index.json""#)?.expected == "a safetensors file")
  }

  @Test(arguments: [
    "{}", #"{"weight_map":[]}"#, #"{"weight_map":{"a":1}}"#, #"{"networks":[]}"#,
    #"{"weight_map":{},"more":1}"#, "{",
  ])
  func `JSON that is no index is refused`(text: String) throws {
    let path = try folder.write(text, as: "x.index.json")
    #expect(importError { _ = try ArrayFile(path: path) }?.isInputOutput == false)
  }
}

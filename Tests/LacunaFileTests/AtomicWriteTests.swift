import Foundation
import LacunaFile
import Testing

@Suite struct AtomicWriteTests {
  let directory: URL

  init() throws {
    directory = FileManager.default.temporaryDirectory.appendingPathComponent(
      "lacuna-file-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  private func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

  private func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    try writeAtomically(bytes, to: path)
  }

  @Test func `what is written is read back from the map`() throws {
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try write(bytes, to: path("a"))
    let map = try FileMap(path: path("a"))
    #expect(map.count == bytes.count)
    let read = unsafe Array(map.buffer)
    #expect(read == bytes)
  }

  @Test func `an existing file is replaced and keeps its permissions`() throws {
    try write([1, 2, 3], to: path("a"))
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path("a"))
    try write([4, 5], to: path("a"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: path("a"))) == Data([4, 5]))
    let attributes = try FileManager.default.attributesOfItem(atPath: path("a"))
    #expect(attributes[.posixPermissions] as? Int == 0o640)
  }

  @Test func `nothing is left beside the file`() throws {
    try write([1], to: path("a"))
    #expect(throws: FileError.self) { try write([1], to: path("missing/a")) }
    #expect(throws: FileError.self) { try write([1], to: directory.path) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["a"])
  }

  @Test func `a link is followed, not replaced`() throws {
    try write([1], to: path("a"))
    try FileManager.default.createSymbolicLink(
      atPath: path("link"), withDestinationPath: path("a"))
    try write([2], to: path("link"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: path("a"))) == Data([2]))
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: path("link")) == path("a"))
  }
}

@Suite struct FileMapTests {
  @Test func `a missing file, a directory and a pipe are refused with a reason`() throws {
    let directory = FileManager.default.temporaryDirectory.path
    #expect(throws: FileError.self) { try FileMap(path: directory + "/no such file") }
    let error = #expect(throws: FileError.self) { try FileMap(path: directory) }
    #expect(error?.reason == "is a directory")
    let pipe = directory + "/lacuna-pipe-\(UUID().uuidString)"
    let made = unsafe mkfifo(pipe, 0o600)
    #expect(made == 0)
    defer { unsafe unlink(pipe) }
    let refusal = #expect(throws: FileError.self) { try FileMap(path: pipe) }
    #expect(refusal?.reason == "is not a regular file")
  }

  @Test func `an empty file maps to no bytes`() throws {
    let path = FileManager.default.temporaryDirectory.path + "/lacuna-\(UUID().uuidString)"
    try writeAtomically([], to: path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(try FileMap(path: path).bytes.isEmpty)
  }
}

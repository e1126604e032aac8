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
    #expect(refusal { try write([1], to: path("missing/a")) } != nil)
    #expect(refusal { try write([1], to: directory.path) } != nil)
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

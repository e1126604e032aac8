import Foundation
import LacunaFile
import Testing

/// Files that change while they are mapped.
@Suite struct MappedFilesTests {
  private static func makeFile(_ count: Int) throws -> String {
    let path =
      FileManager.default.temporaryDirectory.path + "/lacuna-mapped-\(UUID().uuidString)"
    try writeAtomically([UInt8](repeating: 7, count: count), to: path)
    return path
  }

  private static func cut(_ path: String, to count: UInt64) throws {
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.truncate(atOffset: count)
    try handle.close()
  }

  /// A byte that the optimizer cannot do without.
  @inline(never)
  private static func byte(_ offset: Int, of map: FileMap) -> UInt8 {
    unsafe map.buffer[offset]
  }

  @Test func `reading what a mapped file has lost ends with message and status`() async throws {
    let result = try await #require(
      processExitsWith: .exitCode(3), observing: [\.standardErrorContent]
    ) {
      MappedFiles.exitWhenCut(status: 3) { "message: \($0.description)" }
      let path = try Self.makeFile(100_000)
      let map = try FileMap(path: path)
      try Self.cut(path, to: 10)
      try FileManager.default.removeItem(atPath: path)
      exit(Int32(Self.byte(90_000, of: map)))
    }
    let message = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(message.contains("message: "))
    #expect(message.contains("lacuna-mapped-"))
    #expect(message.contains("expected 100000 bytes, found fewer"))
  }

  @Test func `a fault elsewhere goes where it went before`() async {
    await #expect(processExitsWith: .signal(SIGBUS)) {
      // Nobody's backtrace is wanted.
      signal(SIGBUS, SIG_DFL)
      MappedFiles.exitWhenCut(status: 3, message: \.description)
      let path = try Self.makeFile(100_000)
      let map = try FileMap(path: path)
      let address = unsafe UInt(bitPattern: map.buffer.baseAddress)
      #expect(address != 0)
      raise(SIGBUS)
      raise(SIGBUS)
    }
  }

  @Test func `a change of a mapped file is told, and its replacement is none`() async {
    await #expect(processExitsWith: .success) {
      MappedFiles.exitWhenCut(status: 3, message: \.description)
      let path = try Self.makeFile(5000)
      defer { try? FileManager.default.removeItem(atPath: path) }
      let map = try FileMap(path: path)
      #expect(MappedFiles.change() == nil)
      #expect(MappedFiles.mappedPath(of: path) == path)
      // The map keeps the file that had the name.
      try writeAtomically([1], to: path)
      #expect(MappedFiles.change() == nil)
      #expect(Self.byte(4999, of: map) == 7)
      let other = try Self.makeFile(5000)
      defer { try? FileManager.default.removeItem(atPath: other) }
      let second = try FileMap(path: other)
      try Self.cut(other, to: 4096)
      #expect(MappedFiles.change()?.path == other)
      #expect(MappedFiles.change()?.reason.contains("found 4096") == true)
      #expect(Self.byte(0, of: second) == 7)
    }
  }

  @Test func `a copy does not depend on its file`() throws {
    let path = try Self.makeFile(5000)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let copy = try FileMap(reading: path)
    try Self.cut(path, to: 0)
    #expect(copy.count == 5000)
    #expect(Self.byte(4999, of: copy) == 7)
    #expect(refusal { _ = try FileMap(reading: path + "/none") }?.operation == "open")
  }
}

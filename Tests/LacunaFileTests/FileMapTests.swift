import Foundation
import LacunaFile
import Testing

/// The error that `body` throws, if it throws one.
func refusal(_ body: () throws -> Void) -> FileError? {
  do {
    try body()
    return nil
  } catch {
    return error as? FileError
  }
}

@Suite struct FileMapTests {
  private let directory = FileManager.default.temporaryDirectory.path

  private func map(_ path: String) throws {
    _ = try FileMap(path: path)
  }

  @Test func `a missing file and a directory are refused with a reason`() throws {
    #expect(refusal { try map(directory + "/no such file") }?.operation == "open")
    #expect(refusal { try map(directory) }?.reason == "is a directory")
  }

  @Test func `a pipe is refused and not waited for`() throws {
    let pipe = directory + "/lacuna-pipe-\(UUID().uuidString)"
    let made = unsafe mkfifo(pipe, 0o600)
    #expect(made == 0)
    #expect(refusal { try map(pipe) }?.reason == "is not a regular file")
    try FileManager.default.removeItem(atPath: pipe)
  }

  @Test func `bytes that are filled in stand for a file, unless that fails`() {
    let map = FileMap(path: "name", count: 3) { bytes in
      bytes.storeBytes(of: 7, toByteOffset: 1, as: UInt8.self)
    }
    #expect((0..<3).map { unsafe map.buffer[$0] } == [0, 7, 0])
    #expect(throws: CancellationError.self) {
      _ = try FileMap(path: "name", count: 3) { _ in throw CancellationError() }
    }
  }

  @Test func `bytes in memory stand for a file`() {
    let bytes: [UInt8] = [1, 2, 3]
    let map = unsafe FileMap(path: "name", copying: bytes.span.bytes)
    #expect(map.path == "name")
    let held = unsafe Array(map.buffer)
    #expect(held == [1, 2, 3])
    let none: [UInt8] = []
    let empty = unsafe FileMap(path: "", copying: none.span.bytes)
    let count = empty.bytes.byteCount
    #expect(count == 0)
  }

  @Test func `an empty file maps to no bytes`() throws {
    let path = directory + "/lacuna-\(UUID().uuidString)"
    try writeAtomically([], to: path)
    let count = try FileMap(path: path).count
    try FileManager.default.removeItem(atPath: path)
    #expect(count == 0)
  }
}

import Foundation
import Testing

@testable import LacunaImport

@Suite struct SourceFileTests {
  @Test func `an empty file is malformed`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([UInt8](), as: "empty.npz")
    #expect(
      importError { _ = try ArrayFile(path: path) }
        == .malformed(
          ImportProblem(path: path, byteOffset: 0, expected: "a file", found: "an empty file")))
  }

  @Test func `what is no readable file is a fault of input and output`() throws {
    let folder = try TemporaryFolder()
    let pipe = folder.path + "/pipe"
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    for path in [folder.path, folder.path + "/missing", pipe, "", "a\0b", "/dev/null"] {
      let error = try #require(importError { _ = try ArrayFile(path: path) })
      #expect(error.isInputOutput, "\(path)")
    }
  }
}

import Testing

@testable import LacunaImport

/// Names of the members of a `.npz`: they are names of arrays, whatever they look like.
@Suite struct ArchiveNameTests {
  private let npy = NumpyWriter.npy(
    OutputArray(name: "w", shape: [2, 2], values: formulaValues(1, count: 4)))

  @Test(arguments: [
    "../w", "/w", "a/../../w", "./w", "..", "/", "..\\w", "C:\\w", "~/w", "%2e%2e/w", "a//w", "-o",
    "w\0", "w\u{1B}[2J", "w\nx", "w\r", "w\u{9B}", "", " ", "\u{202E}w", "e\u{301}",
  ])
  func `what looks like a path is an array's name and leads nowhere`(name: String) throws {
    let folder = try TemporaryFolder()
    let archive = CraftedArchive(members: [.init(name + ".npy", npy)])
    #expect(try readAll(archive.bytes, in: folder) == [name: formulaValues(1, count: 4)])
    #expect(try folder.names == ["f.npz"])
    let broken = CraftedArchive(members: [.init(name + ".npy", Array(npy.dropLast()))])
    let error = try #require(importError { _ = try readAll(broken.bytes, in: folder) })
    #expect(error.problem?.place == "member \(name).npy")
  }

  @Test func `a name that is empty or no UTF-8 is refused`() throws {
    #expect(
      try problem(CraftedArchive(members: [.init("", npy)]))?.expected
        == "a member's name in UTF-8")
    var bytes = CraftedArchive(members: [.init("w.npy", npy)]).bytes
    for place in bytes.indices where bytes[place...].starts(with: Array("w.npy".utf8)) {
      bytes[place] = 0xFF
    }
    let folder = try TemporaryFolder()
    let error = importError { _ = try readAll(bytes, in: folder) }
    #expect(error?.problem?.expected == "a member's name in UTF-8")
  }

  @Test func `a name twice is refused, with and without its extension`() throws {
    let same = CraftedArchive(members: [.init("w.npy", npy), .init("w.npy", npy)])
    #expect(try problem(same)?.place == "member w.npy")
    let alike = CraftedArchive(members: [.init("w.npy", npy), .init("w", npy)])
    #expect(try problem(alike)?.found == "w a second time")
  }
}

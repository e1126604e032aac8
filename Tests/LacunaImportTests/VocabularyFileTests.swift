import LacunaDense
import Testing

@testable import LacunaImport

@Suite struct VocabularyFileTests {
  private func read(_ bytes: [UInt8]) throws -> [String] {
    let folder = try TemporaryFolder()
    return try VocabularyFile.read(path: folder.write(bytes, as: "v.txt"), unit: .word).entries
  }

  private func problem(_ bytes: [UInt8]) -> ImportProblem? {
    importError { _ = try read(bytes) }?.problem
  }

  @Test func `a line is an entry, and escapes stand for what a line cannot show`() throws {
    #expect(
      try read(Array("the\n<unk>\n\\n\n\\s\n\\\\\n\\t\n\\r\n it's \né\n".utf8))
        == ["the", "<unk>", "\n", " ", "\\", "\t", "\r", " it's ", "é"])
    #expect(try read(Array("a\nb".utf8)) == ["a", "b"])
  }

  @Test func `entries that differ in their bytes alone are two entries`() throws {
    #expect(try read(Array("\u{e9}\ne\u{301}\n".utf8)).count == 2)
  }

  @Test func `a line that is no entry is refused with its place`() {
    #expect(problem(Array("a\n\nb\n".utf8))?.place == "line 2")
    #expect(problem(Array("a\nb\n\n".utf8))?.place == "line 3")
    #expect(problem(Array("a\nbc\na\n".utf8))?.byteOffset == 5)
    #expect(problem(Array("a\\x\n".utf8))?.found == "a\\x")
    #expect(problem(Array("a\\".utf8))?.found == "a\\")
    #expect(problem(Array("a\r\nb\r\n".utf8))?.found == "a line that ends in a carriage return")
    #expect(problem([0x61, 0x0A, 0xFF])?.expected == "an entry in UTF-8")
  }
}

import Foundation
import LacunaTestSupport
import Testing

/// Metadata changed in place.
@Suite struct EditTests {
  private func converted() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let dense = try folder.write(SmallModels.languageModel(), as: "model.npz")
    try lacuna("convert", dense, "-o", folder.path("m.lacuna"))
    return folder
  }

  private func metadata(_ folder: TemporaryFolder) throws -> [String: Any] {
    let report = try lacuna("inspect", folder.path("m.lacuna"), "--json").json()
    var result: [String: Any] = [:]
    for record in try #require(report["metadata"] as? [[String: Any]]) {
      result[try #require(record["key"] as? String)] = record["value"]
    }
    return result
  }

  @Test func `a key that fits is set without moving anything`() throws {
    let folder = try converted()
    let path = folder.path("m.lacuna")
    let before = try folder.bytes("m.lacuna")
    try lacuna("edit", path, "--set", "title=a=b", "--set", "epochs=40", "--type", "text")
    let after = try folder.bytes("m.lacuna")
    #expect(after.count == before.count)
    // The metadata section is the last one; its checksum and the header's are in the table.
    let table = 64 + 32 * (Int(before[12]) + 256 * Int(before[13]))
    let start = before.count - 192
    #expect(before[table..<start] == after[table..<start])
    #expect(try metadata(folder)["title"] as? String == "a=b")
    #expect(try metadata(folder)["epochs"] as? String == "40")
    try lacuna("verify", path)
    try lacuna("edit", path, "--unset", "title", "--unset", "epochs")
    #expect(try folder.bytes("m.lacuna") == before)
  }

  @Test func `values have types, and keys keep theirs`() throws {
    let folder = try converted()
    let path = folder.path("m.lacuna")
    try lacuna("edit", path, "--set", "epochs=40", "--type", "integer")
    try lacuna("edit", path, "--set", "rate=0.25", "--type", "real")
    try lacuna("edit", path, "--set", "tied=true", "--type", "boolean")
    try lacuna("edit", path, "--set", "epochs=41")
    #expect(try metadata(folder)["epochs"] as? Int == 41)
    #expect(try metadata(folder)["rate"] as? Double == 0.25)
    #expect(try metadata(folder)["tied"] as? Bool == true)
    try lacuna("verify", path)
    for (setting, type) in [
      ("epochs=many", "integer"), ("rate=nan", "real"), ("tied=maybe", "boolean"),
    ] {
      try expectFailure(
        "edit", path, "--set", setting, "--type", type, status: 64, says: ["expected", "--type"])
    }
  }

  @Test func `values that do not fit make the section larger`() throws {
    let folder = try converted()
    let path = folder.path("m.lacuna")
    let run = { try lacuna("run", path, "--tokens", "1,2,3", "--json").tokens() }
    let tokens = try run()
    let text = String(repeating: "lacuna ", count: 1000)
    try lacuna("edit", path, "--set", "notes=\(text)")
    #expect(try metadata(folder)["notes"] as? String == text)
    try lacuna("verify", path)
    #expect(try run() == tokens)
    // There is room again, so that the next small change moves nothing.
    let count = try folder.bytes("m.lacuna").count
    try lacuna("edit", path, "--set", "a=b")
    #expect(try folder.bytes("m.lacuna").count == count)
  }

  @Test func `a file of a later minor version stays one`() throws {
    let folder = try converted()
    let path = folder.path("m.lacuna")
    var file = try folder.bytes("m.lacuna")
    file[10] = 7
    file.resealModelFile()
    try folder.write(file, as: "m.lacuna")
    try lacuna("edit", path, "--set", "title=\(String(repeating: "x", count: 1000))")
    try lacuna("verify", path)
    #expect(try folder.bytes("m.lacuna")[8..<12] == [1, 0, 7, 0])
  }

  @Test func `what makes no sense is refused and changes nothing`() throws {
    let folder = try converted()
    let path = folder.path("m.lacuna")
    let before = try folder.bytes("m.lacuna")
    try expectFailure("edit", path, status: 64, says: ["--set"])
    try expectFailure("edit", path, "--set", "title", status: 64, says: ["KEY=VALUE"])
    try expectFailure("edit", path, "--unset", "title", status: 64, says: ["lacuna.version"])
    try expectFailure("edit", path, "--set", "=x", status: 64, says: ["1 to 255 bytes"])
    try expectFailure("edit", path, "--set", "a\u{1B}=x", status: 64)
    try expectFailure("edit", path, "--set", "a=1", "--set", "a=2", status: 64, says: ["twice"])
    try expectFailure("edit", folder.path("model.npz"), "--set", "a=1", status: 2)
    try expectFailure("edit", folder.path("none"), "--set", "a=1", status: 3)
    #expect(try folder.bytes("m.lacuna") == before)
  }

  @Test func `a command that is killed leaves the old file or the new one`() throws {
    let folder = try converted()
    let path = folder.path("m.lacuna")
    let before = try folder.bytes("m.lacuna")
    try lacuna("edit", path, "--set", "title=new")
    let after = try folder.bytes("m.lacuna")
    for attempt in 0..<12 {
      try folder.write(before, as: "m.lacuna")
      let process = Process()
      process.executableURL = Tool.url
      process.arguments = ["edit", path, "--set", "title=new"]
      process.standardError = FileHandle.nullDevice
      try process.run()
      usleep(UInt32(attempt) * 2500)
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let found = try folder.bytes("m.lacuna")
      #expect(found == before || found == after, "attempt \(attempt)")
    }
  }
}

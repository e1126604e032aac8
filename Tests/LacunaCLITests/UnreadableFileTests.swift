import Foundation
import LacunaImport
import Testing

/// Paths that are no regular file, for every argument that is one.
@Suite struct UnreadableFileTests {
  let folder: TemporaryFolder
  let (dense, model): (String, String)

  init() throws { (folder, dense, model) = try SmallModels.converted() }

  /// Every command with `path` as each of its inputs.
  private func lines(_ path: String) -> [[String]] {
    let out = folder.path("out")
    return [
      ["convert", path, "-o", out], ["convert", dense, "--recipe", path, "-o", out],
      ["convert", dense, "--calibrate", path, "-o", out], ["recipe", path], ["inspect", path],
      ["verify", path], ["diff", path, model], ["diff", model, path],
      ["edit", path, "--set", "a=b"], ["export", path, "-o", out],
      ["run", path, "--tokens", "1"], ["run", dense, "--recipe", path, "--tokens", "1"],
      ["run", model, "--input", path], ["run", model, "--tokens", "1", "--state-in", path],
      ["compare", path, dense, "--tokens", "1"], ["compare", model, path, "--tokens", "1"],
      ["eval", path, "--text", dense], ["bench", path],
    ]
  }

  @Test func `a pipe is refused and not waited for`() throws {
    let pipe = folder.path("pipe")
    let made = unsafe mkfifo(pipe, 0o600)
    #expect(made == 0)
    for line in lines(pipe) {
      let outcome = try Tool.run(line, timeout: 60)
      #expect(outcome.status == 3, "\(line): \(outcome.errors)")
      #expect(outcome.errors.contains("pipe: cannot open: is not a regular file"), "\(line)")
    }
    try expectFailure(
      "convert", dense, "-o", pipe, status: 3, says: ["pipe", "not a regular file"])
    #expect(try folder.names == ["model.lacuna", "model.npz", "pipe"])
  }

  @Test func `a directory and a link to nothing are refused`() throws {
    let loop = folder.path("loop")
    try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: loop)
    for line in lines(folder.url.path) + lines(loop) {
      let outcome = try Tool.run(line)
      #expect(outcome.status == 3, "\(line): \(outcome.errors)")
      #expect(outcome.errors.contains("cannot open"), "\(line): \(outcome.errors)")
    }
  }

  @Test func `an empty file is malformed, and a link is followed`() throws {
    let empty = try folder.write("", as: "empty")
    for line in lines(empty) {
      let outcome = try Tool.run(line)
      #expect([2, 64].contains(outcome.status), "\(line): \(outcome.errors)")
      #expect(outcome.errors.contains("empty"), "\(line): \(outcome.errors)")
    }
    let link = folder.path("link")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: model)
    try lacuna("verify", link)
    try lacuna("run", link, "--tokens", "1")
  }

  @Test func `names with control characters are never printed raw`() throws {
    let name = "a\u{1B}[2J\u{7}\u{9B}\nlacuna: fine"
    let arrays = [OutputArray(name: name, shape: [3], values: [1, 2, 3])]
    let path = try folder.write(arrays, as: "b\u{1B}[2J.npz")
    let missing = folder.path("c\u{1B}[2J")
    for line in lines(path) + lines(missing) {
      let outcome = try Tool.run(line)
      #expect(outcome.status != 0, "\(line)")
      let printed = outcome.errors + outcome.text
      let controls = printed.unicodeScalars.filter {
        $0 != "\n" && $0.properties.generalCategory == .control
      }
      #expect(controls.isEmpty, "\(line): \(printed.debugDescription)")
      #expect(!printed.contains("\nlacuna: fine"), "\(line): \(printed.debugDescription)")
    }
    let outcome = try lacuna("inspect", path, exits: 2)
    #expect(!outcome.errors.contains("\u{1B}"))
  }

  @Test func `names that look like paths lead to no file`() throws {
    let inner = folder.path("inner")
    try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: true)
    let arrays = SmallModels.gru().map {
      OutputArray(name: "../../outer/.\($0.name)", shape: $0.shape, values: $0.values)
    }
    let path = try folder.write(arrays, as: "inner/model.npz")
    try lacuna("convert", path, "-o", "\(inner)/model.lacuna")
    try lacuna("inspect", path)
    try lacuna("inspect", "\(inner)/model.lacuna", "--html", "\(inner)/page.html")
    try lacuna(
      "export", "\(inner)/model.lacuna", "-o", "\(inner)/again.npz", "--recipe-out",
      "\(inner)/again.json")
    #expect(try folder.names == ["inner", "model.lacuna", "model.npz"])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: inner).sorted()
        == ["again.json", "again.npz", "model.lacuna", "model.npz", "page.html"])
    #expect(
      try ArrayFile(path: "\(inner)/again.npz").arrays.map(\.name).sorted()
        == arrays.map(\.name).sorted())
  }
}

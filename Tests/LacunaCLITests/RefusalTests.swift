import Foundation
import LacunaImport
import Testing

/// What commands refuse, the exit code, and what they say.
@Suite struct RefusalTests {
  let folder: TemporaryFolder
  let (dense, model): (String, String)

  init() throws { (folder, dense, model) = try SmallModels.converted() }

  @Test func `a missing input is an input failure and is named`() throws {
    let missing = folder.path("missing")
    let says = ["missing", "No such file"]
    try expectFailure("inspect", missing, status: 3, says: says)
    try expectFailure("verify", missing, status: 3, says: says)
    try expectFailure("bench", missing, status: 3, says: says)
    try expectFailure("run", missing, "--tokens", "1", status: 3, says: says)
    try expectFailure("eval", missing, "--text", dense, status: 3, says: says)
    try expectFailure("convert", missing, "-o", folder.path("x"), status: 3, says: says)
    try expectFailure(
      "convert", dense, "--recipe", missing, "-o", folder.path("x"), status: 3, says: says)
    try expectFailure("compare", model, missing, "--tokens", "1", status: 3, says: says)
    try expectFailure("run", model, "--input", missing, status: 3, says: says)
    try expectFailure(
      "run", model, "--tokens", "1", "--state-in", missing, status: 3, says: says)
    try expectFailure("inspect", folder.url.path, status: 3, says: ["directory"])
  }

  @Test func `an output that cannot be written is an output failure and leaves nothing`() throws {
    let before = try folder.names
    let places = [folder.path("none/x"), "\(dense)/x", folder.url.path]
    for place in places {
      let outcome = try Tool.run(["convert", dense, "-o", place])
      #expect(outcome.status == 3, "\(place): \(outcome.errors)")
      #expect(outcome.errors.contains(place), "\(outcome.errors)")
      for option in ["--output", "--state-out"] {
        let outcome = try Tool.run(["run", model, "--tokens", "1", option, place])
        #expect(outcome.status == 3, "\(option) \(place): \(outcome.errors)")
      }
    }
    #expect(try folder.names == before)
  }

  @Test(.enabled(if: geteuid() != 0, "permissions do not bind root"))
  func `an output in a folder without permission is an output failure`() throws {
    let closed = folder.path("closed")
    try FileManager.default.createDirectory(
      atPath: closed, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o555])
    try lacuna("convert", dense, "-o", "\(closed)/x", exits: 3)
  }

  @Test func `command lines that make no sense are usage errors`() throws {
    let lines: [[String]] = [
      ["convert"], ["convert", dense], ["inspect"], ["polish", model],
      ["inspect", model, "--frobnicate"], ["inspect", model, model],
      ["convert", dense, "-o", folder.path("x"), "--encoding", "float"],
      ["convert", dense, "-o", folder.path("x"), "--encoding", "terms:9/8"],
      ["convert", dense, "-o", folder.path("x"), "--encoding", "terms:2/12"],
      ["convert", dense, "-o", folder.path("x"), "--encoding", "terms:99999999999999999999/8"],
      ["convert", dense, "-o", folder.path("x"), "--codebook", "lloyd"],
      ["convert", dense, "-o", folder.path("x"), "--axis", "rows"],
      ["run", model], ["run", model, "--tokens", ""], ["run", model, "--tokens", "1,,2"],
      ["run", model, "--tokens", "-1"], ["run", model, "--tokens", "11"],
      ["run", model, "--tokens", "99999999999999999999"],
      ["run", model, "--tokens", "1", "--prompt", "a"], ["run", model, "--prompt", "a"],
      ["run", model, "--tokens", "1", "--stop", "2"],
      ["run", model, "--tokens", "1", "--seed", "2"],
      ["run", model, "--tokens", "1", "--generate", "0"],
      ["run", model, "--tokens", "1", "--generate", "2", "--temperature", "0"],
      ["run", model, "--tokens", "1", "--generate", "2", "--temperature", "nan"],
      ["run", model, "--tokens", "1", "--recipe", dense],
      ["run", model, "--tokens", "1", "--network", "nobody"],
      ["eval", model, "--text", dense], ["bench", model, "--steps", "0"],
      ["bench", model, "--streams", "0"],
    ]
    for line in lines {
      let outcome = try Tool.run(line)
      #expect(outcome.status == 64, "\(line.joined(separator: " ")): \(outcome.errors)")
      #expect(!outcome.errors.isEmpty && outcome.output.isEmpty)
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path("x")))
    let features = try folder.write(
      NumpyWriter.npy(SmallModels.features(steps: 1)), as: "x.npy")
    try expectFailure("run", model, "--input", features, status: 64, says: ["takes token ids"])
  }

  @Test func `help shows examples of every command`() throws {
    let commands = ["convert", "inspect", "verify", "run", "compare", "eval", "bench"]
    for command in commands {
      #expect(try lacuna(command, "--help").text.contains("lacuna \(command) "))
    }
    let help = try lacuna("--help").text
    for command in commands { #expect(help.contains(command)) }
  }

  @Test func `different networks differ`() throws {
    let gru = try folder.write(SmallModels.gru(), as: "gru.npz")
    try expectFailure(
      "compare", model, gru, "--tokens", "1", status: 1,
      says: ["model.lacuna", "gru.npz", "11 token ids in", "5 features in"])
  }
}

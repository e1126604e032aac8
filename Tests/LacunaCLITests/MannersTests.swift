import Foundation
import Testing

/// What a command says of itself and of what went wrong.
@Suite struct MannersTests {
  static let commands = [
    "convert", "inspect", "verify", "diff", "edit", "export", "run", "compare", "eval", "bench",
  ]

  @Test(arguments: ["bash", "zsh", "fish"])
  func `completions know every command`(shell: String) throws {
    let script = try lacuna("--generate-completion-script", shell).text
    for command in Self.commands { #expect(script.contains(command), "\(command)") }
    #expect(script.contains("terms:2/16"))
    #expect(script.contains("avx512vbmi"))
  }

  @Test(arguments: commands)
  func `help shows the command as it is typed`(command: String) throws {
    let help = try lacuna(command, "--help").text
    #expect(
      help.contains("\n  lacuna \(command) ") || help.contains("\nlacuna \(command) "), "\(help)")
  }

  @Test func `errors say what to do next`() throws {
    let folder = try TemporaryFolder()
    let dense = try folder.write(SmallModels.languageModel(), as: "model.npz")
    for command in ["verify", "bench"] {
      try expectFailure(command, dense, status: 2, says: ["lacuna convert", dense])
    }
    try expectFailure(
      "convert", dense, "-o", folder.path("m.lacuna"), "--exact", status: 2,
      says: ["leave --exact out"])
  }

  @Test func `nothing but data is on standard output, and no progress off a terminal`() throws {
    let folder = try TemporaryFolder()
    let dense = try folder.write(SmallModels.languageModel(), as: "model.npz")
    let compact = folder.path("m.lacuna")
    let conversion = try lacuna("convert", dense, "-o", compact)
    #expect(!conversion.errors.contains("\r"))
    #expect(!conversion.errors.contains("\u{1B}"))
    let export = try lacuna("export", compact, "-o", folder.path("x.npz"))
    #expect(export.output.isEmpty)
    #expect(!export.errors.contains("\r"))
  }
}

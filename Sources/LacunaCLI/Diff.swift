import ArgumentParser
import Lacuna
import LacunaReport

struct Diff: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says what changed between two compact files, matrix by matrix.",
    discussion: """
      lacuna diff before.lacuna after.lacuna
      lacuna diff before.lacuna after.lacuna --json

      Matrices are paired by name. Of each that changed: encoding, bytes, how many weights are \
      another number and by how much, and how many moved inside their group. Exit code 0: the \
      files are the same, byte for byte. 1: they differ.
      """)

  @Argument(
    help: ArgumentHelp("A compact file.", valueName: "a"),
    completion: .file())
  var old: String

  @Argument(
    help: ArgumentHelp("The compact file to compare with it.", valueName: "b"),
    completion: .file())
  var new: String

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let (first, second) = (try openCompact(old), try openCompact(new))
    let difference = ModelDifference(from: first.view, to: second.view)
    Console.print(
      json ? difference.json() : difference.text(color: Console.allowsColor), terminator: "")
    if !difference.isSame { throw ExitCode(CommandFailure.Code.differs.rawValue) }
  }
}

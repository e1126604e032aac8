import ArgumentParser
import LacunaFile

@main
struct LacunaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lacuna",
    abstract: "Makes recurrent networks tiny, and runs them where they lie.",
    discussion: """
      A dense export goes in, a compact file comes out:

        lacuna convert model.npz -o model.lacuna --encoding codes
        lacuna inspect model.lacuna
        lacuna run model.lacuna --tokens 1,2,3

      Exit codes: 0 fine, 1 differs or verification failed, 2 malformed input, 3 input or \
      output failed, 64 usage.
      """,
    version: "0.1.0",
    subcommands: [
      Convert.self, RecipeCommand.self, Inspect.self, Verify.self, Diff.self, Edit.self,
      Export.self, Run.self, Compare.self, Eval.self, Bench.self,
    ])

  static func main() {
    do {
      var command = try parseAsRoot()
      MappedFiles.exitWhenCut(status: CommandFailure.Code.inputOutput.rawValue) { error in
        "lacuna: " + Console.printable(error.description)
      }
      try command.run()
      try refuseChanges()
    } catch let failure as CommandFailure {
      // An input that is cut between two readings breaks rules, or differs, for no other reason.
      let mayBeOfChange = failure.code == .malformed || failure.code == .differs
      let failure = mayBeOfChange ? failureOfChange() ?? failure : failure
      Console.error(failure.message)
      exit(withCode: failure.code)
    } catch let code as ExitCode {
      // The command has said what there is to say.
      exit(withError: code)
    } catch {
      // What the argument parser does not know is no difference between files (1).
      guard exitCode(for: error) != .failure else {
        Console.error("\(error)")
        exit(withCode: .malformed)
      }
      exit(withError: error)
    }
  }

  private static func exit(withCode code: CommandFailure.Code) -> Never {
    exit(withError: ExitCode(code.rawValue))
  }
}

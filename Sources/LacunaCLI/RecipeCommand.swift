import ArgumentParser
import Foundation
import LacunaFile
import LacunaImport

struct RecipeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recipe",
    abstract: "Drafts a recipe for a dense model, to be corrected.",
    discussion: """
      lacuna recipe weights.npz -o weights.json
      lacuna convert weights.npz --recipe weights.json --dry-run

      Names and shapes say which arrays make which layers. What they cannot say, such as the \
      order of gates, is guessed; notes on standard error name each guess, and the arrays that \
      found no place. A PyTorch state dictionary and the graph of an ONNX file need no recipe, \
      and a note says so.
      """)

  @Argument(
    help: ArgumentHelp("A dense model: NumPy, safetensors, PyTorch, ONNX.", valueName: "input"))
  var input: String

  @Option(name: .shortAndLong, help: ArgumentHelp("Where to write the recipe.", valueName: "file"))
  var output: String?

  @Flag(help: "Print JSON: the recipe and the notes.")
  var json = false

  func run() throws {
    try checkOutputs([output], inputs: [input])
    let draft = try mappingFailures { try draftRecipe(path: input) }
    for note in draft.notes { Console.note("note: " + Console.printable(note)) }
    if let output {
      try writeOutput(Array(draft.text.utf8), to: output)
    }
    if json {
      let recipe = try JSONSerialization.jsonObject(with: Data(draft.text.utf8))
      let result = try JSONSerialization.data(
        withJSONObject: ["schema": 1, "recipe": recipe, "notes": draft.notes],
        options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
      Console.print(String(decoding: result, as: UTF8.self))
    } else if output == nil {
      Console.print(draft.text, terminator: "")
    }
  }
}

import ArgumentParser
import Foundation
import Lacuna
import LacunaFile
import LacunaImport

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs a network over tokens, text or features.",
    discussion: """
      lacuna run model.lacuna --tokens 5,7,9 --json
      lacuna run model.lacuna --prompt "It is" --generate 200 --temperature 0.7 --seed 1
      lacuna run tagger.lacuna --input features.npy --output tags.npy
      lacuna run g2p.lacuna --network encoder --tokens 3,4,2 --state-out s.npz
      lacuna run g2p.lacuna --network decoder --state-in s.npz --tokens 2 --generate 20

      A network with a layer that reads backward takes its whole input at once; the others take \
      it step by step. FILE may also be a dense export (with its --recipe): it then runs in float32.
      """)

  @Argument(
    help: ArgumentHelp("A compact file, or a dense export.", valueName: "file"),
    completion: .file())
  var file: String

  @OptionGroup var input: InputOptions
  @OptionGroup var network: NetworkOptions
  @OptionGroup var kernel: KernelOptions

  @Option(
    help: ArgumentHelp("The recipe of a dense export.", valueName: "R.json"),
    completion: .file())
  var recipe: String?

  @Option(
    help: ArgumentHelp(
      "Where to write the last layer's output of every step, float32 [steps, outputs].",
      valueName: "y.npy"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp("States to begin with: 0.h, 0.c and so on.", valueName: "s.npz"),
    completion: .file())
  var stateIn: String?

  @Option(
    help: ArgumentHelp("Where to write the states at the end.", valueName: "s.npz"),
    completion: .file())
  var stateOut: String?

  @OptionGroup var generation: GenerationOptions

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    switch try ModelFile(path: file, recipe: recipe) {
    case .compact(let model):
      let kernels = try kernel.kernels()
      var network = try mappingFailures(path: file) {
        try CompactNetwork(model, network: self.network.network, kernels: kernels)
      }
      try run(&network)
    case .dense(let imported, _):
      var network = try DenseReference(
        imported.model, network: self.network.network, path: file)
      try run(&network)
    }
  }

  private func run<M: SequenceModel & ~Copyable>(_ network: inout M) throws {
    if generation.generate != nil, network.needsWholeSequence {
      throw CommandFailure(
        .usage,
        "--generate: \(file): a layer of the network reads its sequence backward, so it cannot go on "
          + "from what it gave")
    }
    let steps = try input.steps(
      tokenizer: network.tokenizer, featureCount: network.featureCount, path: file)
    try checkOutputs([output, stateOut], inputs: [file, input.input, recipe])
    if let stateIn { try readStates(stateIn, into: &network) }

    var outputs: [[Float]] = []
    let keepsOutputs = output != nil
    var choices: [Int] = []
    var progress = Progress(total: steps.count, unit: "steps")
    try mappingFailures(path: file) {
      try network.run(steps) { output, greatest in
        if keepsOutputs { outputs.append(output) }
        choices.append(greatest)
        progress.advance()
      }
    }
    progress.end()

    var printer = TextPrinter(
      tokenizer: json || generation.generate == nil ? nil : network.tokenizer)
    if generation.generate != nil {
      if let prompt = input.prompt { printer.begin(prompt) }
      guard steps.count > 0 else {
        throw CommandFailure(.usage, "--generate: expected at least one token to begin with")
      }
      choices = try generate(&network, &printer) { output in
        if keepsOutputs { outputs.append(output) }
      }
      printer.end()
    }

    if let output { try write(outputs, width: network.outputCount, to: output) }
    if let stateOut { try writeStates(of: network, to: stateOut) }
    if json {
      try Console.printJSON(
        RunResult(
          schema: 1, steps: steps.count, tokens: choices,
          text: Nullable(
            network.tokenizer.flatMap { tokenizer in
              tokenizer.entries.count >= network.outputCount ? tokenizer.decode(choices) : nil
            })))
    } else if !printer.isPrinting {
      Console.print(choices.map(String.init).joined(separator: ","))
    }
  }

  /// Feeds each choice back, and gives the ids chosen, at most as many as asked for.
  private func generate<M: SequenceModel & ~Copyable>(
    _ network: inout M, _ printer: inout TextPrinter, _ took: ([Float]) -> Void
  ) throws -> [Int] {
    var chooser = generation.chooser()
    var chosen: [Int] = []
    try mappingFailures(path: file) {
      while chosen.count < generation.generate ?? 0 {
        let id = chooser.choose(after: network)
        if id == generation.stop { break }
        chosen.append(id)
        printer.print(id)
        if chosen.count == generation.generate { break }
        took(try network.step(token: id))
      }
    }
    return chosen
  }

  private func write(_ rows: [[Float]], width: Int, to path: String) throws {
    let array = OutputArray(
      name: "output", shape: [rows.count, width], values: Array(rows.joined()))
    let bytes = NumpyWriter.npy(array)
    try writeOutput(bytes, to: path)
  }

  private func readStates<M: SequenceModel & ~Copyable>(
    _ path: String, into network: inout M
  ) throws {
    try mappingFailures(path: path) {
      let file = try ArrayFile(path: path)
      var values: [String: [Float]] = [:]
      for array in file.arrays {
        values[array.name] = try file.readArray(named: array.name).values
      }
      for (name, state) in values {
        guard let index = state.firstIndex(where: { !$0.isFinite }) else { continue }
        throw CommandFailure(
          .malformed,
          "\(path): array \(Console.printable(name)), element \(index): expected a finite number, "
            + "found \(state[index])")
      }
      // A state file that does not fit is malformed input, not a slip on the command line.
      try mappingFailures(path: path, inputCode: .malformed) {
        try network.setStates(named: values)
      }
    }
  }

  private func writeStates<M: SequenceModel & ~Copyable>(
    of network: borrowing M, to path: String
  ) throws {
    try mappingFailures(path: file) {
      let arrays = try network.namedStates.map {
        OutputArray(name: $0.name, shape: [$0.values.count], values: $0.values)
      }
      try writeOutput(try NumpyWriter.npz(arrays), to: path)
    }
  }
}

/// What `run --json` prints.
private struct RunResult: Encodable {
  let schema: Int
  let steps: Int
  /// The argmax of each step, or the generated ids.
  let tokens: [Int]
  /// The tokens as text, where the network's vocabulary covers its outputs.
  let text: Nullable<String>
}

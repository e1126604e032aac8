import ArgumentParser
import Foundation
import Lacuna
import LacunaImport

struct Eval: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Perplexity of a language model on a text, and matrix operations counted.",
    discussion: """
      lacuna eval model.lacuna --text novel.txt
      lacuna eval model.npz --recipe model.json --text novel.txt --json

      Each token but the first is predicted from those before it. A compact file runs in the \
      integer engine from its map; a dense model in float32. Operations are counted while the \
      file runs.
      """)

  @Argument(
    help: ArgumentHelp("A compact file, or a dense export.", valueName: "file"),
    completion: .file())
  var file: String

  @Option(
    help: ArgumentHelp("The text, UTF-8.", valueName: "file"),
    completion: .file())
  var text: String

  @OptionGroup var network: NetworkOptions
  @OptionGroup var kernel: KernelOptions

  @Option(
    help: ArgumentHelp("The recipe of a dense export.", valueName: "R.json"),
    completion: .file())
  var recipe: String?

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    switch try ModelFile(path: file, recipe: recipe) {
    case .compact(let model):
      let kernels = try kernel.kernels()
      var network = try mappingFailures(path: file) {
        try CompactNetwork(model, network: self.network.network, kernels: kernels)
      }
      network.counter = OperationCounter(model)
      let likelihood = try measure(&network)
      try report(likelihood, counter: network.counter)
    case .dense(let imported, _):
      var network = try DenseReference(
        imported.model, network: self.network.network, path: file)
      try report(try measure(&network), counter: nil)
    }
  }

  private struct Likelihood {
    var tokens = 0
    var negativeLog = 0.0
  }

  private func measure<M: SequenceModel & ~Copyable>(_ network: inout M) throws -> Likelihood {
    guard let tokenizer = network.tokenizer else {
      throw CommandFailure(
        .usage, "\(file): the network has no vocabulary, so a text cannot be tokenized")
    }
    let content = try readText(text)
    let ids = try mappingFailures(path: text) { try tokenizer.encode(content) }
    guard ids.count >= 2 else {
      throw CommandFailure(.malformed, "\(text): expected at least 2 tokens, found \(ids.count)")
    }
    guard let greatest = ids.max(), greatest < network.outputCount else {
      throw CommandFailure(
        .usage,
        "\(file): the network has \(network.outputCount) outputs, fewer than the "
          + "vocabulary's entries, and so does not predict its tokens")
    }
    var likelihood = Likelihood()
    var progress = Progress(total: ids.count - 1, unit: "tokens")
    try mappingFailures(path: file) {
      for (id, next) in zip(ids, ids.dropFirst()) {
        let output = try network.step(token: id)
        likelihood.negativeLog -= Logits.logProbability(of: next, in: output)
        likelihood.tokens += 1
        progress.advance()
      }
    }
    progress.end()
    return likelihood
  }

  private func report(_ likelihood: Likelihood, counter: OperationCounter?) throws {
    let perToken = likelihood.negativeLog / Double(likelihood.tokens)
    let perplexity = exp(perToken)
    let density = counter.flatMap { counter in
      counter.hiddenActivations.total > 0
        ? Double(counter.hiddenActivations.nonzero) / Double(counter.hiddenActivations.total) : nil
    }
    if json {
      return try Console.printJSON(
        EvalResult(
          schema: 1, tokens: likelihood.tokens, perplexity: perplexity,
          bitsPerToken: perToken / log(2), activationDensity: Nullable(density),
          matrixOps: Nullable(
            counter.map {
              EvalResult.Operations(recurrent: .init($0.recurrent), all: .init($0.all))
            })))
    }
    Console.print("tokens predicted    \(Format.grouped(likelihood.tokens))")
    Console.print(
      "perplexity          \(Format.decimal(perplexity, digits: 3)) "
        + "(\(Format.decimal(perToken / log(2), digits: 4)) bits a token)")
    guard let counter else { return }
    if let density { Console.print("hidden density      \(Format.percent(density))") }
    Self.print("recurrent", counter.recurrent)
    Self.print("all matrices", counter.all)
  }

  private static func print(_ scope: String, _ counts: OperationCounter.Counts) {
    let name = scope + String(repeating: " ", count: max(0, 20 - scope.count))
    let reduction = counts.reduction.map { ", \(Format.decimal($0, digits: 2)) times fewer" } ?? ""
    Console.print(
      "\(name)\(Format.grouped(counts.executed)) of \(Format.grouped(counts.dense)) "
        + "multiply-adds\(reduction)")
  }
}

/// What `eval --json` prints. Operations and density are null for a dense model, which skips nothing.
private struct EvalResult: Encodable {
  let schema: Int
  let tokens: Int
  let perplexity: Double
  let bitsPerToken: Double
  let activationDensity: Nullable<Double>
  let matrixOps: Nullable<Operations>

  struct Operations: Encodable {
    let recurrent: Counts
    let all: Counts
  }

  struct Counts: Encodable {
    let dense: Int
    let executed: Int
    let reduction: Nullable<Double>

    init(_ counts: OperationCounter.Counts) {
      dense = counts.dense
      executed = counts.executed
      reduction = Nullable(counts.reduction)
    }
  }
}

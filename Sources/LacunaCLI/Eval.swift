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
      file runs. --streams cuts the text into as many parts and steps them together, which is \
      faster and forgets what was before each part; --threads shares the parts out. A network with \
      a layer that reads backward takes the text in sequences of 512 tokens, each by itself, and \
      has then seen what it predicts.
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

  @Option(
    help: ArgumentHelp(
      "Cut the text into B parts, each of which begins with nothing before it.", valueName: "B"))
  var streams = 1

  @Option(help: ArgumentHelp("Share the streams out among N threads.", valueName: "N"))
  var threads = 1

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard streams >= 1, streams <= InferenceSession.mostStreams else {
      throw ValidationError(
        "--streams: expected 1 to \(InferenceSession.mostStreams), found \(streams)")
    }
    guard threads >= 1, threads <= streams else {
      throw ValidationError(
        "--threads: expected 1 to as many as there are streams, \(streams), found \(threads)")
    }
  }

  func run() throws {
    switch try ModelFile(path: file, recipe: recipe) {
    case .compact(let model):
      let kernels = try kernel.kernels()
      var network = try mappingFailures(path: file) {
        try CompactNetwork(model, network: self.network.network, kernels: kernels)
      }
      guard !network.needsWholeSequence else {
        try checkSingleStream("has a layer that reads backward")
        network.counter = OperationCounter(model)
        let likelihood = try measure(&network)
        return try report(likelihood, counter: network.counter)
      }
      let ids = try tokens(of: network)
      let result = try mappingFailures(path: file) {
        try TextStreams(
          model: model, network: network.session.network, kernels: kernels, ids: ids,
          streams: streams, threads: threads
        ).run()
      }
      try report(result.likelihood, counter: result.counter)
    case .dense(let imported, _):
      try checkSingleStream("is a dense model")
      var network = try DenseReference(
        imported.model, network: self.network.network, path: file)
      try report(try measure(&network), counter: nil)
    }
  }

  private func checkSingleStream(_ reason: String) throws {
    guard streams == 1 else {
      throw CommandFailure(.usage, "\(file): \(reason), which runs as a single stream")
    }
  }

  /// Tokens that a network which needs whole sequences takes at once.
  private static let sequenceLength = 512

  /// The text's tokens, of which there are enough.
  private func tokens<M: SequenceModel & ~Copyable>(of network: borrowing M) throws -> [Int] {
    guard let tokenizer = network.tokenizer else {
      throw CommandFailure(
        .usage, "\(file): the network has no vocabulary, so a text cannot be tokenized")
    }
    let content = try readText(text)
    let ids = try mappingFailures(path: text) { try tokenizer.encode(content) }
    guard ids.count >= 2 else {
      throw CommandFailure(.malformed, "\(text): expected at least 2 tokens, found \(ids.count)")
    }
    guard streams < ids.count else {
      throw CommandFailure(
        .usage, "\(text): has \(ids.count - 1) tokens to predict, fewer than \(streams) streams")
    }
    guard let greatest = ids.max(), greatest < network.outputCount else {
      throw CommandFailure(
        .usage,
        "\(file): the network has \(network.outputCount) outputs, fewer than the "
          + "vocabulary's entries, and so does not predict its tokens")
    }
    if network.needsWholeSequence {
      Console.note(
        "a layer reads backward, so the network sees the tokens that it is to predict: this is no "
          + "perplexity of a language model")
    }
    return ids
  }

  private func measure<M: SequenceModel & ~Copyable>(_ network: inout M) throws -> Likelihood {
    let ids = try tokens(of: network)
    var likelihood = Likelihood()
    var progress = Progress(total: ids.count - 1, unit: "tokens")
    try mappingFailures(path: file) {
      let isWhole = network.needsWholeSequence
      let length = isWhole ? Self.sequenceLength : 1
      for start in stride(from: 0, to: ids.count - 1, by: length) {
        let part = start..<min(start + length, ids.count - 1)
        var next = part.lowerBound + 1
        if isWhole { network.resetStates() }
        try network.run(.tokens(Array(ids[part]))) { output in
          likelihood.negativeLog -= Logits.logProbability(of: ids[next], in: output)
          likelihood.tokens += 1
          next += 1
          progress.advance()
        }
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
          schema: 1, tokens: likelihood.tokens, streams: streams, perplexity: perplexity,
          bitsPerToken: perToken / log(2), activationDensity: Nullable(density),
          matrixOps: Nullable(
            counter.map {
              EvalResult.Operations(recurrent: .init($0.recurrent), all: .init($0.all))
            })))
    }
    Console.print("tokens predicted    \(Format.grouped(likelihood.tokens))")
    if streams > 1 {
      Console.print("streams             \(Format.grouped(streams)), each from nothing")
    }
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
  /// Parts of the text that were run from nothing.
  let streams: Int
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

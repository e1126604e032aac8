import ArgumentParser
import Foundation
import Lacuna

/// How a network goes on by itself.
struct GenerationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Feed each choice back, and yield at most N ids.", valueName: "N"))
  var generate: Int?

  @Option(help: ArgumentHelp("End at this id, which is not yielded.", valueName: "ID"))
  var stop: Int?

  @Option(
    help: ArgumentHelp(
      "Draw from the softmax of output / T instead of taking the greatest.", valueName: "T"))
  var temperature: Double?

  @Option(help: ArgumentHelp("The seed to draw with.", valueName: "S"))
  var seed: UInt64?

  mutating func validate() throws {
    if let generate, generate < 1 {
      throw ValidationError("--generate: expected at least 1, found \(generate)")
    }
    if let temperature, !(temperature > 0 && temperature.isFinite) {
      throw ValidationError("--temperature: expected a number above 0, found \(temperature)")
    }
    guard generate == nil else { return }
    if stop != nil { throw ValidationError("--stop goes with --generate") }
    if temperature != nil { throw ValidationError("--temperature goes with --generate") }
    if seed != nil { throw ValidationError("--seed goes with --generate") }
  }

  /// What chooses the next id. Without a seed it takes 0, so that a command line gives one text.
  func chooser() -> Chooser {
    Chooser(temperature: temperature, generator: SplitMix64(seed: seed ?? 0))
  }

  struct Chooser {
    let temperature: Double?
    var generator: SplitMix64

    /// The id that follows a network's last step.
    mutating func choose<M: SequenceModel & ~Copyable>(after network: borrowing M) -> Int {
      guard let temperature else { return network.greatest() }
      return network.draw(temperature: temperature, using: &generator)
    }
  }
}

/// Prints text while it is generated.
struct TextPrinter {
  private let tokenizer: Tokenizer?
  private var ids: [Int] = []

  init(tokenizer: Tokenizer?) {
    self.tokenizer = tokenizer
  }

  var isPrinting: Bool { tokenizer != nil }

  /// What was there before the first choice.
  mutating func begin(_ prompt: String) {
    guard let tokenizer else { return }
    Console.print(Console.printableText(prompt), terminator: "")
    if tokenizer.unit == .word { ids = (try? tokenizer.encode(prompt)) ?? [] }
  }

  mutating func print(_ id: Int) {
    guard let tokenizer else { return }
    // Words look at what is before them (a space, or none before a mark); the last one is enough.
    ids = ids.suffix(1) + [id]
    let before = tokenizer.decode(Array(ids.dropLast()))
    let after = tokenizer.decode(ids)
    let added = String(decoding: after.utf8.dropFirst(before.utf8.count), as: UTF8.self)
    Console.print(Console.printableText(added), terminator: "")
  }

  func end() {
    if isPrinting { Console.print() }
  }
}

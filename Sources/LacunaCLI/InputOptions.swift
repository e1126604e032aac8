import ArgumentParser
import Foundation
import Lacuna
import LacunaImport

/// What a network is fed: tokens, text or features.
struct InputOptions: ParsableArguments {
  @Option(help: "Token ids, parted by commas.")
  var tokens: String?

  @Option(help: "Text, tokenized by the network's vocabulary.")
  var prompt: String?

  @Option(
    help: ArgumentHelp("Features, float [steps, features].", valueName: "x.npy"),
    completion: .file())
  var input: String?

  mutating func validate() throws {
    let given = [tokens, prompt, input].compactMap { $0 }.count
    guard given == 1 else {
      throw ValidationError("give one of --tokens, --prompt and --input")
    }
    if let tokens { _ = try Self.parse(tokens) }
  }

  private static func parse(_ list: String) throws -> [Int] {
    try list.split(separator: ",", omittingEmptySubsequences: false).map { part in
      let digits = part.trimmingCharacters(in: .whitespaces)
      guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }),
        let id = Int(digits)
      else {
        throw ValidationError("--tokens: expected ids parted by commas, found \"\(part)\"")
      }
      return id
    }
  }

  /// Steps to make: token ids, or rows of features.
  enum Steps {
    case tokens([Int])
    case features([[Float]])

    var count: Int {
      switch self {
      case .tokens(let ids): ids.count
      case .features(let rows): rows.count
      }
    }

    /// Each step for itself.
    var each: [Steps] {
      switch self {
      case .tokens(let ids): ids.map { .tokens([$0]) }
      case .features(let rows): rows.map { .features([$0]) }
      }
    }
  }

  func steps(tokenizer: Tokenizer?, featureCount: Int?, path: String) throws -> Steps {
    if let tokens { return .tokens(try Self.parse(tokens)) }
    if let prompt {
      guard let tokenizer else {
        throw CommandFailure(
          .usage,
          "\(path): the network has no vocabulary, so --prompt cannot be tokenized; "
            + "give ids with --tokens")
      }
      return .tokens(try mappingFailures(path: "--prompt") { try tokenizer.encode(prompt) })
    }
    guard let input else { return .tokens([]) }
    return .features(try readFeatures(input, count: featureCount))
  }
}

/// Reads float `[steps, features]`: finite numbers, as many features as the network takes, if it takes
/// any.
private func readFeatures(_ path: String, count: Int?) throws -> [[Float]] {
  let (shape, values) = try mappingFailures {
    let file = try ArrayFile(path: path)
    guard file.arrays.count == 1, let array = file.arrays.first else {
      throw CommandFailure(
        .malformed, "\(path): expected one array, found \(file.arrays.count)")
    }
    return try file.readArray(named: array.name)
  }
  guard shape.count == 2, shape[0] >= 1, shape[1] >= 1 else {
    throw CommandFailure(.malformed, "\(path): expected shape [steps, features], found \(shape)")
  }
  let width = shape[1]
  if let count, count != width {
    throw CommandFailure(
      .malformed, "\(path): expected shape [steps, \(count)], found \(shape)")
  }
  if let index = values.firstIndex(where: { !$0.isFinite }) {
    throw CommandFailure(
      .malformed,
      "\(path): step \(index / width), feature \(index % width): expected a finite number, "
        + "found \(values[index])")
  }
  return (0..<shape[0]).map { Array(values[($0 * width)..<(($0 + 1) * width)]) }
}

/// Which network of a file, and which kernels.
struct NetworkOptions: ParsableArguments {
  @Option(help: "The network's name, in a file that has several.")
  var network: String?
}

/// Which kernels run it.
struct KernelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The kernel set to use: avx512vbmi, avx512, avx2, ssse3, neondot, neon, portable or scalar; "
        + "the fastest by default, or what LACUNA_KERNEL says.",
      valueName: "name"),
    completion: .list([
      "avx512vbmi", "avx512", "avx2", "ssse3", "neondot", "neon", "portable", "scalar",
    ]))
  var kernel: String?

  func kernels() throws -> KernelSet {
    try mappingFailures {
      if let kernel { return try KernelSet.named(kernel) }
      return try KernelSet.preferred(environment: ProcessInfo.processInfo.environment)
    }
  }
}

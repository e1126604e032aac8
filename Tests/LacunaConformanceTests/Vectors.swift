import Foundation
import LacunaFormat
import Testing

/// The folder of the vectors: `fixtures/conformance`, or what `LACUNA_VECTORS` names.
enum Vectors {
  private static let folder: URL = {
    if let other = ProcessInfo.processInfo.environment["LACUNA_VECTORS"], !other.isEmpty {
      return URL(fileURLWithPath: other)
    }
    return URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("fixtures/conformance")
  }()

  /// The names of the valid vectors, in order.
  static let valid: [String] = {
    let files = try? FileManager.default.contentsOfDirectory(
      atPath: folder.appendingPathComponent("valid").path)
    return (files ?? []).filter { $0.hasSuffix(".lacuna") }.map { String($0.dropLast(7)) }.sorted()
  }()

  /// What is said of each invalid vector, in the order of the list.
  static let invalid: [InvalidVector] = {
    let list = try? Data(contentsOf: folder.appendingPathComponent("invalid.json"))
    return list.flatMap { try? JSONDecoder().decode([InvalidVector].self, from: $0) } ?? []
  }()

  static func validPath(_ name: String) -> String {
    folder.appendingPathComponent("valid/\(name).lacuna").path
  }

  static func invalidPath(_ name: String) -> String {
    folder.appendingPathComponent("invalid/\(name).lacuna").path
  }

  static func expected(_ name: String) throws -> ValidVector {
    let file = folder.appendingPathComponent("valid/\(name).json")
    return try JSONDecoder().decode(ValidVector.self, from: Data(contentsOf: file))
  }
}

/// What is in a valid file, and what comes out of it.
struct ValidVector: Decodable {
  let networks: [String]
  let matrices: [String]
  let vocabularies: [VocabularyVector]
  let runs: [RunVector]
}

struct VocabularyVector: Decodable {
  let unit: String
  let entries: [String]
}

/// A run of a network: what it is given, and the integers that it must give.
struct RunVector: Decodable, Sendable {
  struct Operations: Decodable, Sendable {
    let dense: Int
    let executed: Int
  }

  let network: String
  let tokens: [Int]?
  let features: [[Double]]?
  let statesIn: [String: [Double]]
  let outputs: [[Int]]
  let unit: Int
  let states: [String: [Int]]
  let operations: Operations

  var stepCount: Int { outputs.count }
}

/// A file that breaks the first of `rules`; a reader may name any of them, or any rule where there are
/// none.
struct InvalidVector: Decodable, Sendable, CustomTestStringConvertible {
  enum When: String, Decodable { case open, verify }

  let name: String
  let rules: [String]
  let when: When
  let runs: [RunVector]?

  var testDescription: String { name }

  func allows(_ rule: Rule) -> Bool { rules.isEmpty || rules.contains("\(rule.name)") }
}

import Foundation
import Testing

/// What one run of the `lacuna` command gave.
struct Outcome {
  let status: Int32
  let output: Data
  let errors: String

  var text: String { String(decoding: output, as: UTF8.self) }

  /// Standard output as one JSON object.
  func json() throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: output) as? [String: Any])
  }

  /// The field `tokens` of standard output.
  func tokens() throws -> [Int] {
    try #require(try json()["tokens"] as? [Int])
  }
}

/// Why a run has no outcome.
enum ToolFailure: Error {
  case notBuilt(path: String)
  case signal(Int32, arguments: [String])
  case timeout(seconds: Double, arguments: [String])
}

/// The built `lacuna` command, which lies beside the tests.
enum Tool {
  static let url: URL = {
    #if os(macOS)
      let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? Bundle.main
      let folder = bundle.bundleURL.deletingLastPathComponent()
    #else
      let tests = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
      let folder = tests.resolvingSymlinksInPath().deletingLastPathComponent()
    #endif
    return folder.appending(path: "lacuna")
  }()

  /// Runs the command to its end. A signal and a timeout are errors: no input may cause either.
  ///
  /// Output goes through files, so that neither side waits for the other, whatever its size. Of the
  /// environment nothing that the command looks at is handed on.
  static func run(
    _ arguments: [String], environment: [String: String] = [:], timeout: Double = 240
  ) throws -> Outcome {
    guard FileManager.default.isExecutableFile(atPath: url.path) else {
      throw ToolFailure.notBuilt(path: url.path)
    }
    let folder = try TemporaryFolder()
    let outputURL = URL(filePath: try folder.write("", as: "output"))
    let errorsURL = URL(filePath: try folder.write("", as: "errors"))
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    var variables = ProcessInfo.processInfo.environment
    for name in ["LACUNA_KERNEL", "NO_COLOR"] { variables[name] = nil }
    process.environment = variables.merging(environment) { _, given in given }
    process.standardInput = FileHandle.nullDevice
    // Closed here: many tests run at once, and descriptors are few.
    let output = try FileHandle(forWritingTo: outputURL)
    let errors = try FileHandle(forWritingTo: errorsURL)
    defer {
      try? output.close()
      try? errors.close()
    }
    process.standardOutput = output
    process.standardError = errors
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    guard ended.wait(timeout: .now() + timeout) == .success else {
      kill(process.processIdentifier, SIGKILL)
      ended.wait()
      throw ToolFailure.timeout(seconds: timeout, arguments: arguments)
    }
    guard process.terminationReason == .exit else {
      throw ToolFailure.signal(process.terminationStatus, arguments: arguments)
    }
    return Outcome(
      status: process.terminationStatus, output: try Data(contentsOf: outputURL),
      errors: String(decoding: try Data(contentsOf: errorsURL), as: UTF8.self))
  }
}

/// Runs the command and expects it to end with `status`.
@discardableResult
func lacuna(
  _ arguments: String..., exits status: Int32 = 0, environment: [String: String] = [:],
  at location: SourceLocation = #_sourceLocation
) throws -> Outcome {
  let outcome = try Tool.run(arguments, environment: environment)
  #expect(
    outcome.status == status, "lacuna \(arguments.joined(separator: " ")): \(outcome.errors)",
    sourceLocation: location)
  return outcome
}

/// Runs the command and expects it to fail with `status`, nothing on standard output, and a message
/// in which all of `parts` are.
func expectFailure(
  _ arguments: String..., status: Int32, says parts: [String] = [],
  environment: [String: String] = [:], at location: SourceLocation = #_sourceLocation
) throws {
  let outcome = try Tool.run(arguments, environment: environment)
  let comment: Comment = "lacuna \(arguments.joined(separator: " ")): \(outcome.errors)"
  #expect(outcome.status == status, comment, sourceLocation: location)
  #expect(outcome.output.isEmpty, comment, sourceLocation: location)
  #expect(!outcome.errors.isEmpty, comment, sourceLocation: location)
  for part in parts {
    #expect(
      outcome.errors.contains(part), "\(part) in: \(outcome.errors)", sourceLocation: location)
  }
}

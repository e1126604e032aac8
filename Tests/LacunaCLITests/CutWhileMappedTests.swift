import Foundation
import LacunaTestSupport
import Testing

/// Inputs that another process cuts short while a command has them mapped.
@Suite struct CutWhileMappedTests {
  /// Large enough to be caught while it is read, in a build without optimization.
  private static let model = RandomModel.make(
    [NetworkPlan(inputSize: 600, layers: [.lstm(300), .linear(10)])], style: RandomStyle(), seed: 8
  ).fileBytes()

  /// Runs the command, cuts `file` as soon as it is mapped, and gives how the command ended; nil where
  /// it was through before that.
  private func outcome(_ arguments: [String], cutting file: String) throws -> Outcome? {
    let folder = try TemporaryFolder()
    let process = Process()
    process.executableURL = Tool.url
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    let errors = try FileHandle(forWritingTo: URL(filePath: try folder.write("", as: "errors")))
    defer { try? errors.close() }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    let maps = "/proc/\(process.processIdentifier)/maps"
    var isCut = false
    while process.isRunning, !isCut {
      guard let text = try? String(contentsOfFile: maps, encoding: .utf8) else { break }
      guard text.contains(file) else { continue }
      let handle = try FileHandle(forWritingTo: URL(filePath: file))
      // To nothing: of a page that is cut within, the rest reads as zeros.
      try handle.truncate(atOffset: 0)
      try handle.close()
      isCut = true
    }
    process.waitUntilExit()
    guard process.terminationReason == .exit else {
      throw ToolFailure.signal(process.terminationStatus, arguments: arguments)
    }
    if !isCut || process.terminationStatus == 0 { return nil }
    return Outcome(
      status: process.terminationStatus, output: Data(),
      errors: String(decoding: try folder.bytes("errors"), as: UTF8.self))
  }

  private func expectMessage(_ arguments: [String], bytes: [UInt8], named name: String) throws {
    let folder = try TemporaryFolder()
    let file = folder.path(name)
    let arguments = arguments.map { $0.replacing("FOLDER", with: folder.url.path) }
    // Whether it is caught in time is chance; what it then says is not.
    for _ in 0..<20 {
      try folder.write(bytes, as: name)
      guard let outcome = try outcome(arguments, cutting: file) else { continue }
      #expect(outcome.status == 3, "\(arguments): \(outcome.errors)")
      #expect(outcome.errors.contains(file), "\(outcome.errors)")
      #expect(outcome.errors.contains("expected \(bytes.count) bytes, found"), "\(outcome.errors)")
      return
    }
    Issue.record("\(arguments): never cut while it was mapped")
  }

  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/maps"), "needs /proc"),
    arguments: ["inspect FILE", "verify FILE", "bench FILE --steps 100000"])
  func `a compact file`(command: String) throws {
    let arguments = command.replacing("FILE", with: "FOLDER/m.lacuna").split(separator: " ")
    try expectMessage(arguments.map(String.init), bytes: Self.model, named: "m.lacuna")
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/maps"), "needs /proc"))
  func `a dense input, and no output is left`() throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: Demo.dense)))
    try expectMessage(
      ["convert", "FOLDER/m.npz", "--recipe", Demo.recipe, "-o", "FOLDER/x.lacuna"], bytes: bytes,
      named: "m.npz")
  }
}

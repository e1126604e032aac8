import Foundation
import Testing

/// The probes of `tools/embedded`, built once for all tests.
enum Probes {
  /// `check.sh`, by its place beside this package's tests.
  static let script = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "tools/embedded/check.sh").path

  private static let built = Result {
    let folder = try TemporaryFolder()
    return (folder, try Command(script, ["--output", folder.url.path]))
  }

  /// What `check.sh` said of all three targets.
  static func check() throws -> Command { try built.get().1 }

  /// The folder that the probes are in. Throws when they could not be built; `check()` says why.
  static func folder() throws -> String {
    let (folder, check) = try built.get()
    guard check.status == 0 else { throw ProbesNotBuilt() }
    return folder.url.path
  }
}

/// A target, and what runs its code here.
enum Emulated: String, CaseIterable, CustomTestStringConvertible {
  case wasm32, armv7em, riscv32

  var testDescription: String { rawValue }

  private var emulatorName: String {
    switch self {
    case .wasm32: "wasmkit"
    case .armv7em: "qemu-arm"
    case .riscv32: "qemu-riscv32"
    }
  }

  /// The emulator's path. wasmkit comes with the toolchain, so its absence is a fault.
  var emulator: String? { Command.find(emulatorName) }

  /// Those that can be run here: wasm32 always.
  static let available = allCases.filter { $0 == .wasm32 || $0.emulator != nil }

  /// Runs the probe on commands and returns its answers.
  func run(_ commands: ProbeCommands) throws -> ProbeAnswers {
    guard let emulator else { throw MissingEmulator(name: emulatorName) }
    let folder = try Probes.folder()
    let arguments =
      self == .wasm32 ? ["run", "\(folder)/probe-wasm32.wasm"] : ["\(folder)/probe-\(rawValue)"]
    let command = try Command(emulator, arguments, input: commands.bytes)
    guard command.status == 0 else {
      throw ProbeFailure(
        target: rawValue, status: command.status, answered: command.output.count,
        errors: command.errors)
    }
    return ProbeAnswers(bytes: command.output)
  }
}

struct ProbesNotBuilt: Error {}

struct MissingEmulator: Error {
  let name: String
}

struct ProbeFailure: Error {
  let target: String
  let status: Int32
  /// Bytes of answers before it ended.
  let answered: Int
  let errors: String
}

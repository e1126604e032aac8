import Foundation
import LacunaFuzzBodies
import Testing

/// What fuzzing kept, read again without libFuzzer: inputs that reach different code, and those that
/// once failed.
@Suite struct ReplayTests {
  @Test(arguments: FuzzTarget.allCases)
  func `what is kept of a target is read without a finding`(_ target: FuzzTarget) throws {
    let inputs = try FuzzInputs.kept(for: target)
    #expect(!inputs.isEmpty)
    for input in inputs {
      let bytes = Array(try Data(contentsOf: input))
      #expect(throws: Never.self, "\(target)/\(input.lastPathComponent)") { try target.run(bytes) }
    }
  }

  @Test(arguments: [FuzzTarget.container, .engine, .kernels])
  func `damaged vectors are read without a finding`(_ target: FuzzTarget) throws {
    for (index, input) in try FuzzInputs.vectors("valid").enumerated() {
      var bytes = Array(try Data(contentsOf: input))
      // A few bytes, other ones in each file, from the graph's records on.
      for step in 0..<4 {
        let place = 64 + (index * 7919 + step * 104_729) % (bytes.count - 64)
        bytes[place] ^= UInt8(1 << ((index + step) % 8))
      }
      #expect(throws: Never.self, "\(input.lastPathComponent)") { try target.run(bytes) }
    }
  }
}

/// Where inputs are.
enum FuzzInputs {
  private static let fixtures = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("fixtures")

  /// Kept inputs of a target, in order; of those that read model files, the invalid vectors as well.
  static func kept(for target: FuzzTarget) throws -> [URL] {
    let folder = fixtures.appendingPathComponent("fuzz/\(target)")
    let hasKept = FileManager.default.fileExists(atPath: folder.path)
    let vectors =
      switch target {
      case .container, .engine, .kernels: try vectors("invalid")
      default: [URL]()
      }
    return vectors + (hasKept ? try files(in: folder) : [])
  }

  /// Conformance vectors, `valid` or `invalid`, in order.
  static func vectors(_ folder: String) throws -> [URL] {
    try files(in: fixtures.appendingPathComponent("conformance/\(folder)"))
      .filter { $0.pathExtension == "lacuna" }
  }

  private static func files(in folder: URL) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .sorted { $0.path < $1.path }
  }
}

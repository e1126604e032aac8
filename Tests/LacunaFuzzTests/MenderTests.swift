import Foundation
import Lacuna
import Testing

@testable import LacunaFuzzBodies

/// Mutated files get past the checksums, and valid ones stay as they are.
@Suite struct MenderTests {
  @Test func `a valid file is mended to itself`() throws {
    // What no writer of this version writes: mending makes these files of today.
    let foreign = ["later-minor-1", "later-minor-65535", "unknown-ancillary"]
    let inputs = try FuzzInputs.vectors("valid").filter {
      !foreign.contains($0.deletingPathExtension().lastPathComponent)
    }
    #expect(inputs.count >= 150)
    for input in inputs {
      let bytes = Array(try Data(contentsOf: input))
      #expect(withMendedContainer(bytes) == bytes, "\(input.lastPathComponent)")
      #expect(withMendedGraph(bytes) == bytes, "\(input.lastPathComponent)")
    }
  }

  @Test func `most files that break a rule open once they are mended`() throws {
    let inputs = try FuzzInputs.vectors("invalid")
    let opened = try inputs.filter { input in
      Model.valid(withMendedGraph(Array(try Data(contentsOf: input)))) != nil
    }
    #expect(opened.count * 10 >= inputs.count * 8, "\(opened.count) of \(inputs.count)")
  }

  @Test func `a changed weight gets past the checksums`() throws {
    let input = try #require(
      try FuzzInputs.vectors("valid").first { $0.lastPathComponent == "example.lacuna" })
    var bytes = Array(try Data(contentsOf: input))
    let model = try #require(Model.valid(bytes))
    bytes[Int(model.view.section(at: 2).offset)] ^= 1
    #expect(Model.valid(bytes) == nil)
    #expect(Model.valid(withMendedContainer(bytes)) != nil)
  }
}

import LacunaTestSupport
import Testing

/// Files cut, changed and swapped: an exit code and a sentence, never a crash.
@Suite struct DamagedFileTests {
  /// One linear layer: the fewest sections that a file can have.
  private static let small = RandomModel.make(
    [NetworkPlan(inputSize: 3, layers: [.linear(2)])], style: RandomStyle(), seed: 2)

  private static let tableEnd = 64 + 32 * small.sections().count

  @Test(arguments: ["inspect", "verify"])
  func `a file cut within header and table is malformed`(_ command: String) throws {
    let folder = try TemporaryFolder()
    let file = Self.small.fileBytes()
    try lacuna(command, try folder.write(file, as: "whole.lacuna"))
    let cut = folder.path("cut.lacuna")
    for length in 0...Self.tableEnd {
      try folder.write(Array(file[..<length]), as: "cut.lacuna")
      let outcome = try Tool.run([command, cut])
      #expect(outcome.status == 2, "\(length) bytes: \(outcome.errors)")
      #expect(outcome.output.isEmpty, "\(length) bytes")
      #expect(outcome.errors.contains("cut.lacuna"), "\(length) bytes: \(outcome.errors)")
    }
  }

  @Test func `a file cut anywhere else is malformed for every command`() throws {
    let folder = try TemporaryFolder()
    let dense = try folder.write(SmallModels.languageModel(), as: "model.npz")
    try lacuna("convert", dense, "-o", folder.path("model.lacuna"))
    let file = try folder.bytes("model.lacuna")
    let cut = folder.path("cut.lacuna")
    for length in [0, 1, 700, file.count / 2, file.count - 64, file.count - 1] {
      try folder.write(Array(file[..<length]), as: "cut.lacuna")
      for command in ["inspect", "verify", "bench"] {
        try expectFailure(
          command, cut, status: 2, says: ["cut.lacuna", "byte 0x", "expected", "found"])
      }
      try expectFailure("run", cut, "--tokens", "1", status: 2, says: ["cut.lacuna"])
      try expectFailure("compare", cut, dense, "--tokens", "1", status: 2, says: ["cut.lacuna"])
    }
  }

  @Test func `a flipped bit of header or table is malformed`() throws {
    let folder = try TemporaryFolder()
    let file = Self.small.fileBytes()
    let path = folder.path("flipped.lacuna")
    // 37 has no factor in common with 8: every bit of a byte has its turn.
    for bit in stride(from: 0, to: 8 * Self.tableEnd, by: 37) {
      var changed = file
      changed[bit / 8] ^= 1 << (bit % 8)
      try folder.write(changed, as: "flipped.lacuna")
      let command = bit & 1 == 0 ? "inspect" : "verify"
      try expectFailure(
        command, path, status: 2, says: ["flipped.lacuna", "byte 0x", "expected", "found"])
    }
  }

  @Test func `a flipped bit of a section names the section`() throws {
    let folder = try TemporaryFolder()
    var file = Self.small.fileBytes()
    let weights = file.unsigned(at: 64 + 32 * 2 + 8, size: 8)
    file[weights] ^= 4
    let path = try folder.write(file, as: "flipped.lacuna")
    for command in ["inspect", "verify"] {
      try expectFailure(
        command, path, status: 2,
        says: [
          "flipped.lacuna", "section 2", "byte 0x", "C11", "expected 0x", "found 0x",
        ])
    }
  }

  @Test func `a rule that only verify checks is found by verify alone`() throws {
    let folder = try TemporaryFolder()
    var file = Self.small.fileBytes()
    let exponents = file.unsigned(at: 64 + 32 * 3 + 8, size: 8)
    // Row 15 of a tile of 16 does not exist: rule E6 wants a zero.
    file[exponents + 15] = 0xFF
    file.resealModelFile()
    let path = try folder.write(file, as: "padding.lacuna")
    try lacuna("inspect", path)
    try expectFailure(
      "verify", path, status: 1,
      says: [
        "padding.lacuna", "section 3 (rowExponents)", "E6", "expected 0", "found -1",
        "0x" + String(exponents + 15, radix: 16),
      ])
  }

  @Test func `dense files that are cut or changed are malformed`() throws {
    let folder = try TemporaryFolder()
    let whole = folder.path("model.npz")
    try folder.write(SmallModels.languageModel(), as: "model.npz")
    let file = try folder.bytes("model.npz")
    try lacuna("run", whole, "--tokens", "1")
    var generator = SplitMix64(seed: 5)
    let cuts =
      [0, 1, 30, file.count / 2, file.count - 1]
      + (0..<5).map { _ in
        generator.integer(2...(file.count - 2))
      }
    for length in cuts {
      let cut = try folder.write(Array(file[..<length]), as: "cut.npz")
      try expectFailure(
        "convert", cut, "-o", folder.path("x.lacuna"), status: 2, says: ["cut.npz", "expected"])
    }
    var changed = file
    changed[file.count / 2] ^= 0x10
    let path = try folder.write(changed, as: "changed.npz")
    try expectFailure(
      "convert", path, "-o", folder.path("x.lacuna"), status: 2,
      says: ["changed.npz", "expected", "found"])
    #expect(try folder.names == ["changed.npz", "cut.npz", "model.npz"])
  }
}

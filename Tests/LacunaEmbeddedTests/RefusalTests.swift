import LacunaFormat
import LacunaTestSupport
import Testing

/// Where an integer has 32 bits, the same files are refused for the same reasons, and none traps.
@Suite struct RefusalTests {
  private static let file: [UInt8] = {
    var description = RandomModel.make(
      [
        NetworkPlan(
          inputSize: 5,
          layers: [
            .embedding(4), .lstm(3, .terms(axis: .input, groupLog2: 3, k: 2)),
            .linear(5, output: 2, .codes),
          ], hasVocabulary: true),
        NetworkPlan(
          inputSize: 3, layers: [.gru(2, reset: 1, .terms(axis: .output, groupLog2: 5, k: 1))]),
        NetworkPlan(
          inputSize: 2,
          layers: [.lstm(3, projectedTo: 2), LayerPlan.lstm(2, projectedTo: 1).backwardBeside]),
      ], style: RandomStyle(activations: .clipped), seed: 77)
    description.metadata = MetadataDescription(
      records: [("a", .text("é")), ("b", .integer(1))], slack: 5)
    return description.fileBytes()
  }()

  /// Numbers at which arithmetic on 32 bits wraps or changes sign.
  private static let extremes: [UInt64] = [
    0xFFFF_FFFF, 0x8000_0000, 0x7FFF_FFFF, 0x7FFF_FFC0, 0x4000_0000, 0x1000_0000, 0,
  ]

  /// What this machine says of a file: nil when it opens and, where asked for, verifies.
  private func fault(_ file: [UInt8], verifying: Bool) -> FormatError? {
    do throws(FormatError) {
      let model = unsafe try ModelView(validating: file.span.bytes)
      if verifying { try model.verify() }
      return nil
    } catch { return error }
  }

  /// Asks `target` and this machine about every file, and compares rule, place and values.
  private func compare(_ files: [[UInt8]], verifying: Bool = false, on target: Emulated) throws {
    var commands = ProbeCommands()
    for file in files {
      commands.load(file)
      if verifying { commands.verify() }
    }
    var answers = try target.run(commands)
    var refused = 0
    for (index, file) in files.enumerated() {
      if verifying { try #require(try answers.number() == 0, "file \(index)") }
      let status = try answers.number()
      guard let error = fault(file, verifying: verifying) else {
        try #require(status == 0, "file \(index) is refused")
        continue
      }
      refused += 1
      try #require(status == 1, "file \(index): \(error)")
      let found = [
        try answers.wideNumber(), try answers.wideNumber(), try answers.wideNumber(),
        try answers.number(), try answers.number(), try answers.number(),
      ]
      #expect(
        found == [
          Int(error.offset), Int(error.expected), Int(error.found), Int(error.rule.rawValue),
          error.section ?? -1, Int(error.relation.rawValue),
        ], "file \(index)")
    }
    #expect(answers.isAtEnd)
    #expect(refused > files.count / 2)
  }

  @Test(arguments: Emulated.available)
  func extremeNumbersInHeaderTableAndGraph(target: Emulated) throws {
    let graphEnd = Self.file.unsigned(at: 64 + 8, size: 8) + Self.file.unsigned(at: 80, size: 8)
    var files: [[UInt8]] = []
    for offset in stride(from: 8, to: graphEnd, by: 4) {
      for extreme in Self.extremes {
        var changed = Self.file
        changed.write(extreme, at: offset, size: 4)
        changed.resealModelFile()
        files.append(changed)
      }
    }
    try compare(files, on: target)
  }

  @Test(arguments: Emulated.available)
  func extremeNumbersInVocabularyAndMetadata(target: Emulated) throws {
    var files: [[UInt8]] = []
    let sectionCount = Self.file.unsigned(at: 12, size: 4)
    for section in 0..<sectionCount where Self.file[64 + 32 * section + 1] == 0x80 {
      let start = Self.file.unsigned(at: 64 + 32 * section + 8, size: 8)
      let length = Self.file.unsigned(at: 64 + 32 * section + 16, size: 8)
      for offset in start..<(start + length - 4) {
        for extreme in Self.extremes {
          var changed = Self.file
          changed.write(extreme, at: offset, size: 4)
          changed.resealModelFile()
          files.append(changed)
        }
      }
    }
    try compare(files, on: target)
  }

  @Test(arguments: Emulated.available)
  func everyLengthButTheWhole(target: Emulated) throws {
    try compare((0..<Self.file.count).map { Array(Self.file[0..<$0]) }, on: target)
  }

  /// Every weight and exponent in turn changed to what may not be canonical.
  @Test(arguments: Emulated.available)
  func weightsThatAreNotCanonical(target: Emulated) throws {
    var files = [Self.file]
    for section in 2..<Self.file.unsigned(at: 12, size: 4) where Self.file[64 + 32 * section] < 5 {
      let start = Self.file.unsigned(at: 64 + 32 * section + 8, size: 8)
      for offset in start..<(start + Self.file.unsigned(at: 64 + 32 * section + 16, size: 8)) {
        var changed = Self.file
        changed[offset] = changed[offset] == 0x80 ? 0xFF : 0x80
        changed.resealModelFile()
        files.append(changed)
      }
    }
    try compare(files, verifying: true, on: target)
  }
}

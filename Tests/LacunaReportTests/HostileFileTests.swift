import LacunaFormat
import LacunaReport
import LacunaTestSupport
import Testing

/// Files that open are verified and reported on without a trap, whatever is in them.
@Suite struct HostileFileTests {
  @Test func anyFileThatOpensIsVerifiedAndReportedOn() throws {
    let file = TinyModel.description.fileBytes()
    let seed: UInt64 = 11
    var generator = SplitMix64(seed: seed)
    var opened = 0
    for attempt in 0..<400 {
      var changed = file
      for _ in 0...generator.integer(0...2) {
        // The graph, the sections after it, or both.
        let offset = generator.integer(576...(file.count - 1))
        changed[offset] = UInt8(generator.integer(0...255))
      }
      changed.resealModelFile()
      guard openingError(of: changed) == nil else { continue }
      opened += 1
      let error = try verificationError(of: changed)
      #expect(error.map { sentence($0, in: changed).contains("rule") } != false)
      let report = try report(on: changed)
      let sum = report.parts.map(\.byteCount).reduce(0, +)
      #expect(sum == file.count, "seed \(seed), attempt \(attempt)")
      #expect(report.text(color: true).utf8.count < 40 * file.count)
      #expect(report.json().utf8.count < 40 * file.count)
    }
    #expect(opened > 20, "seed \(seed)")
  }

  @Test(arguments: EncodingCases.all)
  func filesOfArbitraryBytesBreakTheVerifyRulesAndNothingElse(encoding: MatrixEncoding) throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let style = RandomStyle(
        fill: .arbitrary, codebook: .extreme, range: .arbitrary, activations: .arbitraryTables)
      let plan = NetworkPlan(
        inputSize: 13, layers: [.embedding(11, encoding), .lstm(5, encoding), .linear(3)])
      let file = RandomModel.make([plan], style: style, seed: seed).fileBytes()
      let error = try verificationError(of: file)
      let rules: [Rule] = [.e3, .e4, .e5, .e6]
      #expect(error.map { rules.contains($0.rule) } == true, "seed \(seed)")
      #expect(try !report(on: file).json().isEmpty)
    }
  }
}

import LacunaFormat
import LacunaTestSupport
import Testing

/// Files with bytes changed at random, checksums made right: those that still open run, and give
/// what the oracle gives. So what validation lets through, the engine can take.
@Suite struct AlteredFileTests {
  @Test(arguments: 0..<6)
  func whatOpensRunsAndAgrees(_ seed: Int) throws {
    var generator = SplitMix64(seed: UInt64(seed) &+ 900)
    let plans = [
      NetworkPlan(
        inputSize: 5,
        layers: [.embedding(5, .codes), .lstm(5, .terms(axis: .input, groupLog2: 3, k: 2))]),
      NetworkPlan(
        inputSize: 5,
        layers: [
          .gru(5, reset: 0, .terms(axis: .output, groupLog2: 4, k: 1)), .gru(5, reset: 1, .codes),
          .linear(5, output: 2),
        ]),
    ]
    let style = RandomStyle(activations: seed % 2 == 0 ? .clipped : .smoothTables)
    let original = RandomModel.make(plans, style: style, seed: UInt64(seed)).fileBytes()
    let tableEnd = 64 + 32 * original.unsigned(at: 12, size: 4)
    var opened = 0
    for attempt in 0..<250 {
      var file = original
      for _ in 0..<generator.integer(1...2) {
        let values: [UInt8] = [0, 1, 2, 0x7F, 0x80, 0xFF, UInt8(generator.integer(0...255))]
        let offset = generator.integer(64...(original.count - 1))
        file[offset] = generator.element(of: values)
        // Records rarely survive a change: most changes go to the graph.
        if generator.oneIn(2) {
          file[generator.integer(tableEnd...(tableEnd + 1400))] = generator.element(of: values)
        }
      }
      file.resealModelFile()
      guard (unsafe try? ModelView(validating: file.span.bytes)) != nil else { continue }
      opened += 1
      try expectAgreement(file: file, steps: 2, seed: UInt64(attempt), comment: "seed \(seed)")
    }
    #expect(opened > 20)
  }
}

import LacunaFormat
import LacunaTestSupport
import Testing

@Suite struct WholeFileTests {
  @Test func samplesOpen() {
    expectOpens(Samples.everything.fileBytes())
    expectOpens(Samples.small.fileBytes())
    expectOpens(Samples.twoLinear.fileBytes())
    expectOpens(Samples.lstm.fileBytes())
  }

  @Test(arguments: EncodingCases.all)
  func everyEncodingOpens(_ encoding: MatrixEncoding) {
    for (seed, fill) in RandomStyle.Fill.allCases.enumerated() {
      let description = RandomModel.make(
        [
          NetworkPlan(inputSize: 37, layers: [.lstm(5, encoding), .gru(17, reset: 1, encoding)]),
          NetworkPlan(inputSize: 19, layers: [.embedding(3, encoding), .linear(1, encoding)]),
        ], style: RandomStyle(fill: fill, range: .arbitrary), seed: UInt64(seed))
      expectOpens(description.fileBytes(), "\(encoding), \(fill)")
    }
  }

  @Test func aFileCutAtAnyLengthIsRefused() {
    let file = Samples.everything.fileBytes()
    for length in 0..<file.count {
      #expect(openingError(Array(file[..<length])) != nil, "\(length) bytes")
    }
  }

  @Test func aFileWithBytesAfterItsEndIsRefused() {
    let file = Samples.everything.fileBytes()
    for count in [1, 63, 64, 4096] {
      #expect(openingError(file + [UInt8](repeating: 0, count: count)) != nil)
    }
  }

  @Test func everyBitOfHeaderAndTableCounts() {
    var file = Samples.everything.fileBytes()
    let tableEnd = 64 + 32 * Samples.everything.sections().count
    for bit in 0..<(8 * tableEnd) {
      file[bit / 8] ^= 1 << (bit % 8)
      #expect(openingError(file) != nil, "bit \(bit)")
      file[bit / 8] ^= 1 << (bit % 8)
    }
    expectOpens(file)
  }

  @Test func everyBitOfTheFileCounts() {
    var file = Samples.small.fileBytes()
    for bit in 0..<(8 * file.count) {
      file[bit / 8] ^= 1 << (bit % 8)
      #expect(openingError(file) != nil, "bit \(bit)")
      file[bit / 8] ^= 1 << (bit % 8)
    }
    expectOpens(file)
  }

  /// Bytes changed at random and checksums made right again: refused or not, never a trap.
  @Test(arguments: 0..<4)
  func randomChangesDoNotTrap(_ seed: Int) {
    var generator = SplitMix64(seed: UInt64(seed))
    let files = [Samples.everything.fileBytes(), Samples.small.fileBytes()]
    var refused = 0
    for _ in 0..<1500 {
      var file = generator.element(of: files)
      let tableEnd = 64 + 32 * file.unsigned(at: 12, size: 4)
      for _ in 0..<generator.integer(1...3) {
        // Half of the changes go to header, table and graph, where the sizes are.
        let end = generator.oneIn(2) ? file.count : min(file.count, tableEnd + 1024)
        let values: [UInt8] = [0, 1, 0x7F, 0x80, 0xFF, UInt8(generator.integer(0...255))]
        file[generator.integer(8...(end - 1))] = generator.element(of: values)
      }
      file.resealModelFile()
      if openingError(file) != nil { refused += 1 }
    }
    #expect(refused > 300)
  }
}

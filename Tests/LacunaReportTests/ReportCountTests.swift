import LacunaReport
import LacunaTestSupport
import Testing

/// What must be true of the report on any valid file, canonical or not.
@Suite struct ReportCountTests {
  private struct Place: Hashable {
    let row: Int
    let column: Int
  }

  private func model(_ encoding: MatrixEncoding, _ style: RandomStyle, _ seed: UInt64)
    -> ModelDescription
  {
    let plans = [
      NetworkPlan(
        inputSize: 37,
        layers: [.embedding(21, encoding), .lstm(9, encoding), .linear(21), .tiedLinear(ids: 37)],
        hasVocabulary: true),
      NetworkPlan(inputSize: 70, layers: [.gru(33, reset: 0, encoding)]),
    ]
    return RandomModel.make(plans, style: style, seed: seed)
  }

  @Test(arguments: EncodingCases.all, RandomStyle.Fill.allCases)
  func termsAreCountedAsTheOracleReadsThem(encoding: MatrixEncoding, fill: RandomStyle.Fill)
    throws
  {
    for seed in 1...2 as ClosedRange<UInt64> {
      let style = RandomStyle(fill: fill, codebook: seed == 1 ? .shift : .fitted)
      let file = model(encoding, style, seed).fileBytes()
      let report = try report(on: file)
      let oracle = OracleModel(file: file)
      for (network, expected) in zip(report.networks, oracle.networks) {
        for (layer, expected) in zip(network.layers, expected.layers) {
          let oracles = [expected.matrix] + (expected.recurrentMatrix.map { [$0] } ?? [])
          #expect(layer.matrices.count == oracles.count)
          for (index, oracle) in zip(layer.matrices, oracles) {
            let isColumnwise = report.matrices[index].axis == .output
            let contents = report.matrices[index].contents
            let comment: Comment = "\(report.matrices[index].name), \(style), seed \(seed)"
            var lines = [Int](repeating: 0, count: isColumnwise ? oracle.columns : oracle.rows)
            for entry in oracle.entries { lines[isColumnwise ? entry.column : entry.row] += 1 }
            var lanes = [Int](repeating: 0, count: min(16, lines.count))
            for (line, count) in lines.enumerated() { lanes[line % 16] += count }
            let places = Set(oracle.entries.map { Place(row: $0.row, column: $0.column) })
            #expect(contents.nonZeroTerms == oracle.entries.count, comment)
            #expect(contents.nonZeroWeights == places.count, comment)
            #expect(contents.lineTerms.lowerBound == lines.min(), comment)
            #expect(contents.lineTerms.upperBound == lines.max(), comment)
            #expect(contents.laneTerms == lanes, comment)
            var lanes64 = [Int](repeating: 0, count: min(64, lines.count))
            for (line, count) in lines.enumerated() { lanes64[line % 64] += count }
            #expect(contents.laneTerms(of: 64) == lanes64, comment)
            if let groupSize = report.matrices[index].groupSize {
              var positions = [Int](repeating: 0, count: groupSize)
              for entry in oracle.entries {
                positions[(isColumnwise ? entry.row : entry.column) % groupSize] += 1
              }
              let total = oracle.entries.count
              #expect(
                contents.positions.bins.map(\.count) == (total == 0 ? [] : positions), comment)
            } else {
              #expect(contents.positions.bins.isEmpty, comment)
            }
            #expect(contents.rowExponents.bins.map(\.count).reduce(0, +) == oracle.rows, comment)
          }
        }
      }
    }
  }

  @Test(arguments: EncodingCases.all) func everyByteIsAccountedFor(encoding: MatrixEncoding) throws
  {
    let description = model(encoding, RandomStyle(), 3)
    let file = description.fileBytes()
    let report = try report(on: file)
    #expect(report.parts.map(\.byteCount).reduce(0, +) == file.count)
    #expect(report.parts.allSatisfy { $0.byteCount >= 0 })
    #expect(report.totals.byteCount == file.count)
    for matrix in report.matrices {
      let bits = matrix.bits
      #expect(bits.padding >= 0)
      let sum = bits.position + bits.code + bits.exponents + bits.padding
      #expect(abs(sum - matrix.bitsPerWeight) < 1e-9)
    }
  }

  @Test func aTiedMatrixIsListedTwiceAndCountedOnce() throws {
    let description = model(.int8, RandomStyle(), 4)
    let report = try report(on: description.fileBytes())
    #expect(report.networks[0].layers.map(\.matrices) == [[0], [1, 2], [3], [0]])
    #expect(
      report.totals.weightCount
        == description.matrices.map { $0.rows * $0.columns }.reduce(0, +))
    let recurrent = [1, 2, 4, 5].map { description.matrices[$0] }
    #expect(
      report.recurrentTotals.weightCount == recurrent.map { $0.rows * $0.columns }.reduce(0, +))
  }

  @Test func aModelWithoutRecurrentLayersHasNoRecurrentRatio() throws {
    let plan = NetworkPlan(inputSize: 4, layers: [.linear(3)])
    let report = try report(
      on: RandomModel.make([plan], style: RandomStyle(), seed: 5).fileBytes())
    #expect(report.recurrentTotals.byteCount == 0)
    #expect(report.recurrentTotals.ratio == nil)
    #expect(report.json().contains("\"ratio\": null"))
  }

  @Test func sectionsOfUnknownKindAreListedAndCounted() throws {
    var model = TinyModel.description
    model.unknownSections = [ModelSection(kind: 0x9ABC, bytes: [1, 2, 3])]
    let file = model.fileBytes()
    let report = try report(on: file)
    #expect(report.sections.last?.kindName == "0x9abc")
    #expect(report.parts.first { $0.name == "unknown" }?.byteCount == 3)
    #expect(report.parts.map(\.byteCount).reduce(0, +) == file.count)
  }

  @Test func neighboursShareABinWhenThereAreTooMany() throws {
    let report = try report(on: TinyModel.description.fileBytes())
    let merged = report.matrices[3].contents.values.merged(into: 16)
    #expect(merged.bins.count == 16)
    #expect(merged.bins.first?.values == -127 ... -112)
    #expect(merged.bins.last?.values == 113...127)
    #expect(merged.bins.map(\.count).reduce(0, +) == 8)
  }
}

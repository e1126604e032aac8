import LacunaFormat
import LacunaReport
import LacunaTestSupport
import Testing

/// The tiny model's report against numbers counted by hand from spec/.
@Suite struct TinyReportTests {
  private let report: ModelReport

  init() throws {
    report = try LacunaReportTests.report(on: TinyModel.description.fileBytes())
  }

  private func parts(of bits: BitsPerWeight) -> [Double] {
    [bits.position, bits.code, bits.exponents, bits.padding]
  }

  @Test func sectionsStandWhereTheTableSays() {
    #expect(report.byteCount == 2560)
    #expect(report.version == "1.0")
    #expect(
      report.sections.map(\.offset) == [
        576, 1152, 1216, 1280, 1344, 1408, 1472, 1536, 1600, 1664, 1728, 1792, 1856, 2432, 2496,
      ])
    #expect(
      report.sections.map(\.byteCount)
        == [576, 5, 64, 16, 18, 16, 64, 16, 64, 16, 24, 4, 514, 26, 33])
    #expect(
      report.sections.map(\.kindName)
        == ["graph", "strings"]
        + [[String]](repeating: ["weights", "rowExponents"], count: 4).flatMap { $0 }
        + ["biases", "biases", "activationTable", "vocabulary", "metadata"])
  }

  @Test func partsAreThoseOfTheFile() {
    let parts: [(String, Int)] = [
      ("header", 64), ("sectionTable", 480), ("graph", 576), ("strings", 5), ("weights", 210),
      ("rowExponents", 64), ("biases", 28), ("activationTable", 514), ("vocabulary", 26),
      ("metadata", 33), ("padding", 560),
    ]
    #expect(report.parts.map(\.name) == parts.map(\.0))
    #expect(report.parts.map(\.byteCount) == parts.map(\.1))
  }

  @Test func totalsCountWeightsAndTheSourcesBiases() {
    #expect(report.totals.weightCount == 120 + 36 + 12 + 8)
    #expect(report.totals.denseByteCount == 4 * (176 + 24 + 2))
    #expect(report.totals.byteCount == 2560)
    #expect(report.totals.ratio == 808.0 / 2560)
  }

  @Test func recurrentTotalsCountMatricesCodebooksAndBiasesWithPadding() {
    #expect(report.recurrentTotals.weightCount == 156)
    #expect(report.recurrentTotals.denseByteCount == 4 * (156 + 24))
    #expect(report.recurrentTotals.byteCount == 2 * (64 + 64 + 32) + 64)
    #expect(report.recurrentTotals.ratio == 720.0 / 384)
  }

  @Test func aMatrixOfTermsOnTheInputAxisIsCounted() {
    let matrix = report.matrices[0]
    #expect(matrix.name == "w")
    #expect((matrix.rows, matrix.columns) == (12, 10))
    #expect(matrix.encodingText == "terms:2/8")
    #expect(matrix.axis == .input)
    #expect(matrix.codebookProfile == "shift")
    #expect(matrix.byteCount == 128)
    // Five terms, two of them at one weight.
    #expect(matrix.contents.nonZeroTerms == 5)
    #expect(matrix.contents.nonZeroWeights == 4)
    #expect(matrix.density == 4.0 / 120)
    #expect(matrix.bitsPerWeight == 1024.0 / 120)
    // Twelve rows of two groups of two terms, 3 + 5 bits each.
    let bits: [Double] = [144.0 / 120, 240.0 / 120, 96.0 / 120, 544.0 / 120]
    #expect(parts(of: matrix.bits) == bits)
    #expect(matrix.contents.lineTerms == 0...3)
    #expect(matrix.contents.laneTerms == [3, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    #expect(matrix.contents.laneBalance == 5.0 / 36)
    #expect(matrix.contents.rowExponents.bins.map(\.count) == [1, 11])
    #expect(matrix.contents.rowExponents.bins.map(\.values) == [-9 ... -9, -8 ... -8])
    let values = matrix.contents.values.bins
    #expect(
      values.map(\.values.lowerBound)
        == [-64, -32, -16, -8, -4, -2, -1, 0, 1, 2, 4, 8, 16, 32, 64])
    #expect(values.map(\.count) == [0, 0, 0, 0, 0, 0, 1, 43, 1, 1, 0, 1, 0, 0, 1])
  }

  @Test func aMatrixOfTermsOnTheOutputAxisIsCountedByColumn() {
    let matrix = report.matrices[1]
    #expect(matrix.encodingText == "terms:3/8")
    #expect(matrix.axis == .output)
    #expect(matrix.codebookProfile == "fitted")
    #expect(matrix.contents.nonZeroTerms == 3)
    #expect(matrix.density == 3.0 / 36)
    // Three columns of two groups of three terms.
    let bits: [Double] = [54.0 / 36, 90.0 / 36, 96.0 / 36, 784.0 / 36]
    #expect(parts(of: matrix.bits) == bits)
    #expect(matrix.contents.lineTerms == 0...2)
    #expect(matrix.contents.laneTerms == [2, 0, 1])
  }

  @Test func theDenseEncodingsAreCountedByRow() {
    let codes = report.matrices[2]
    #expect(codes.encodingText == "codes")
    #expect(codes.axis == nil && codes.groupSize == nil && codes.termsPerGroup == nil)
    #expect(codes.codebookProfile == "shift")
    #expect(codes.contents.nonZeroTerms == 2)
    #expect(codes.density == 2.0 / 12)
    let bits: [Double] = [0, 4, 32.0 / 12, (1024.0 - 48 - 32) / 12]
    #expect(parts(of: codes.bits) == bits)
    #expect(codes.contents.laneTerms == [1, 0, 0, 1])

    let int8 = report.matrices[3]
    #expect(int8.encodingText == "int8")
    #expect(int8.codebookProfile == nil)
    #expect(int8.contents.nonZeroTerms == 3)
    #expect(int8.density == 3.0 / 8)
    let int8Bits: [Double] = [0, 8, 16.0 / 8, (1024.0 - 80) / 8]
    #expect(parts(of: int8.bits) == int8Bits)
    #expect(int8.contents.lineTerms == 1...2)
    #expect(int8.contents.values.bins.first?.values == -127 ... -127)
    #expect(int8.contents.values.bins.last?.values == 127...127)
    #expect(int8.contents.values.bins.map(\.count).reduce(0, +) == 8)
  }

  @Test func layersSayWhatTheyUse() {
    let layers = report.networks[0].layers
    #expect(report.networks.map(\.name) == ["n"])
    #expect(report.networks[0].vocabulary == 0)
    #expect(layers.map(\.kind) == [.lstm, .linear, .linear])
    #expect(layers.map(\.matrices) == [[0, 1], [2], [3]])
    #expect(layers.map { $0.biasFormat?.exponent } == [-12, nil, -16])
    #expect(layers[0].activations == [0, 0, 1, 0, 1])
  }

  @Test func vocabularyAndMetadataAreSummarized() {
    #expect(report.vocabularies[0].entryCount == 2)
    #expect(report.vocabularies[0].textByteCount == 6)
    #expect(report.vocabularies[0].firstEntries == ["yes", "nö"])
    #expect(report.metadata?.usedByteCount == 17)
    #expect(report.metadata?.capacity == 25)
    #expect(report.metadata?.records.map(\.key) == ["title"])
    #expect(report.metadata?.records.map(\.value) == [.text("tiny")])
  }

  @Test func activationsHaveTheirBounds() {
    #expect(report.activations.map(\.low) == [0, -32767.0 / 32768])
    #expect(report.activations.map(\.high) == [32767.0 / 32768, 32767.0 / 32768])
    #expect(report.activations.map(\.table) == [nil, 0])
  }
}

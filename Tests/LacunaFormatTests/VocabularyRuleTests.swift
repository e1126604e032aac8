import LacunaFormat
import LacunaTestSupport
import Testing

/// Rule G12 of spec/graph.md: vocabularies.
@Suite struct VocabularyRuleTests {
  private let sample = Samples.everything

  @Test func anEntryMayBeEmpty() {
    var description = sample
    description.vocabularies[0].entries = [String](repeating: "", count: 9)
    expectOpens(description.fileBytes())
  }

  @Test func g12ThereAreAsManyEntriesAsTokenIdsOrOutputs() {
    for index in sample.vocabularies.indices {
      var more = sample
      more.vocabularies[index].entries.append("one more")
      expectRefusal(more, .g12)
      var fewer = sample
      fewer.vocabularies[index].entries.removeLast()
      expectRefusal(fewer, .g12)
    }
    // With an embedding the ids count and not the outputs: 9 ids, 4 outputs.
    var description = RandomModel.make(
      [NetworkPlan(inputSize: 9, layers: [.embedding(3), .gru(4, reset: 0)], hasVocabulary: true)],
      style: RandomStyle(), seed: 10)
    expectOpens(description.fileBytes())
    description.vocabularies[0].entries.removeLast(5)
    expectRefusal(description, .g12)
  }

  @Test func g12EveryNetworkCountsForASharedVocabulary() {
    let plans = [
      NetworkPlan(inputSize: 9, layers: [.embedding(3), .linear(2)], hasVocabulary: true),
      NetworkPlan(inputSize: 3, layers: [.linear(9)]),
      NetworkPlan(inputSize: 3, layers: [.linear(8)]),
    ]
    var description = RandomModel.make(plans, style: RandomStyle(), seed: 11)
    description.networks[1].vocabulary = 0
    expectOpens(description.fileBytes())
    description.networks[2].vocabulary = 0
    expectRefusal(description, .g12)
  }

  @Test func g12OffsetsBeginAtZeroAndNeverFallAndEndAtTheLengthOfTheText() {
    let section = sample.vocabularySection(0)
    let bytes = sample.vocabularies[0].bytes()
    let count = bytes.unsigned(at: 4, size: 4)
    for entry in 0...count {
      let offset = 8 + 4 * entry
      let right = UInt64(bytes.unsigned(at: offset, size: 4))
      var wrong: [UInt64] = [1 << 31, 0xFFFF_FFFF, 1 << 24]
      if entry == 0 { wrong += [1, 2] }
      if entry == count { wrong += [right - 1, right + 1, 0] }
      if entry > 1 { wrong.append(UInt64(bytes.unsigned(at: offset - 4, size: 4)) - 1) }
      for value in wrong {
        expectRefusal(sample, .g12, comment: "offset \(entry) = \(value)") {
          $0[section].bytes.write(value, at: offset, size: 4)
        }
      }
    }
  }

  @Test func g12TheSectionEndsWithTheText() {
    let section = sample.vocabularySection(0)
    expectRefusal(sample, .g12) { $0[section].bytes.append(0x20) }
    expectRefusal(sample, .g12) { $0[section].bytes.removeLast() }
    let length = sample.vocabularies[0].bytes().count
    for cut in 1..<length {
      expectRefusal(sample, .g12, comment: "\(cut) bytes") {
        $0[section].bytes = Array($0[section].bytes[..<cut])
      }
    }
  }

  @Test(arguments: [0, 1 << 14, 1 << 29, 1 << 30, 1 << 31, 0xFFFF_FFFE, 0xFFFF_FFFF])
  func g12TheEntryCountFitsTheSection(count: UInt64) {
    for index in sample.vocabularies.indices {
      expectRefusal(sample, .g12) {
        $0[sample.vocabularySection(index)].bytes.write(count, at: 4, size: 4)
      }
    }
  }
}

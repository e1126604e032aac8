import LacunaFormat
import LacunaTestSupport
import Testing

/// Rules of spec/graph.md that only `verify` checks.
@Suite struct VerifyGraphRuleTests {
  @Test func g14EverythingIsUsedInTheOrderOfFirstUse() {
    let plan = NetworkPlan(
      inputSize: 4, layers: [.lstm(4), .gru(4, reset: 0), .linear(4)], hasVocabulary: true)
    let right = RandomModel.make([plan], style: RandomStyle(), seed: 3)
    expectVerify(right.fileBytes(), breaks: nil)

    var unused = right
    unused.matrices.append(right.matrices[0])
    unused.matrices[unused.matrices.count - 1].name = "unused"
    expectVerify(unused.fileBytes(), breaks: .g14, "matrix")
    unused = right
    unused.biases.append(right.biases[0])
    expectVerify(unused.fileBytes(), breaks: .g14, "bias")
    unused = right
    unused.activations.append(.clipped(shift: 0, offset: 0, low: 0, high: 1))
    expectVerify(unused.fileBytes(), breaks: .g14, "activation")
    unused = right
    unused.tables.append(right.tables[0])
    expectVerify(unused.fileBytes(), breaks: .g14, "table")
    unused = right
    unused.vocabularies.append(right.vocabularies[0])
    expectVerify(unused.fileBytes(), breaks: .g14, "vocabulary")

    var swapped = right
    swapped.matrices.swapAt(0, 1)
    swapped.networks[0].layers[0].matrix = 1
    swapped.networks[0].layers[0].recurrentMatrix = 0
    expectVerify(swapped.fileBytes(), breaks: .g14, "order of matrices")
    swapped = right
    swapped.activations.swapAt(0, 1)
    swapped.networks[0].layers[0].activations.swapAt(0, 1)
    expectVerify(swapped.fileBytes(), breaks: .g14, "order of tables")
  }

  @Test func g15NamesAreUnique() {
    let plans = (0..<3).map { _ in NetworkPlan(inputSize: 2, layers: [.linear(2)]) }
    let right = RandomModel.make(plans, style: RandomStyle(), seed: 4)
    expectVerify(right.fileBytes(), breaks: nil)
    for (first, second) in [(0, 1), (0, 2), (1, 2)] {
      var wrong = right
      wrong.networks[second].name = right.networks[first].name
      expectVerify(wrong.fileBytes(), breaks: .g15)
      wrong = right
      wrong.matrices[second].name = right.matrices[first].name
      expectVerify(wrong.fileBytes(), breaks: .g15)
    }
    // A network and a matrix may have one name.
    var both = right
    both.matrices[0].name = right.networks[0].name
    expectVerify(both.fileBytes(), breaks: nil)
  }

  @Test func g16VocabularyEntriesAreUTF8() {
    let sample = Samples.small
    for bytes: [UInt8] in [[0xFF], [0xC3], [0x80]] {
      var sections = sample.sections()
      let section = sample.vocabularySection(0)
      let end = sections[section].bytes.count
      sections[section].bytes.replaceSubrange((end - bytes.count)..<end, with: bytes)
      expectVerify(modelFile(sections), breaks: .g16, "\(bytes)")
    }
    // A character over the boundary of two entries is in neither.
    var description = sample
    description.vocabularies[0].entries = ["aa", "bb"]
    var sections = description.sections()
    let text = sections[description.vocabularySection(0)].bytes.count - 4
    sections[description.vocabularySection(0)].bytes.replaceSubrange(
      (text + 1)..<(text + 3), with: [0xC3, 0xA9])
    expectVerify(modelFile(sections), breaks: .g16)
  }
}

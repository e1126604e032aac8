import Lacuna
import LacunaFormat
import Testing

/// Files that keep every rule: what is in them, and what comes out of them, is what the second
/// implementation (tools/reference) found.
@Suite struct ValidVectorTests {
  @Test func thereAreVectors() {
    #expect(Vectors.valid.count >= 150)
  }

  @Test(arguments: Vectors.valid)
  func everyKernelGivesTheExpectedIntegers(_ name: String) throws {
    let model = try Model(path: Vectors.validPath(name))
    for run in try Vectors.expected(name).runs { try run.check(model, name) }
  }

  @Test(arguments: Vectors.valid)
  func everyRuleHolds(_ name: String) throws {
    let model = try Model(path: Vectors.validPath(name))
    #expect(throws: Never.self) { try model.view.verify() }
  }

  @Test(arguments: Vectors.valid)
  func namesAndVocabulariesAreTheExpectedOnes(_ name: String) throws {
    let model = try Model(path: Vectors.validPath(name))
    let expected = try Vectors.expected(name)
    #expect(model.networkNames == expected.networks)
    let view = model.view
    let matrices = (0..<view.layout.matrixCount).map {
      String(view.utf8(of: view.matrix(at: $0).name))
    }
    #expect(matrices == expected.matrices)
    #expect(view.layout.vocabularyCount == expected.vocabularies.count)
    for (index, vocabulary) in expected.vocabularies.enumerated() {
      let found = view.vocabulary(at: index)
      #expect("\(found.unit)" == vocabulary.unit)
      #expect((0..<found.count).map { String(found.utf8(of: $0)) } == vocabulary.entries)
    }
  }
}

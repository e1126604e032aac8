import Lacuna
import LacunaFormat
import Testing

/// Files that break a rule: the reader names it.
@Suite struct InvalidVectorTests {
  @Test func everyRuleHasAVector() {
    let named = Set(Vectors.invalid.compactMap(\.rules.first))
    let rules = (0...UInt8.max).compactMap { Rule(rawValue: $0)?.name }.map { "\($0)" }
    #expect(Set(rules) == named)
  }

  @Test(arguments: Vectors.invalid.filter { $0.when == .open })
  func aFileIsRefusedByTheRuleThatItBreaks(_ vector: InvalidVector) throws {
    do throws(ModelError) {
      _ = try Model(path: Vectors.invalidPath(vector.name))
      Issue.record("\(vector.name) opens")
    } catch {
      guard case .format(_, let broken) = error else { throw error }
      #expect(vector.allows(broken.rule), "\(vector.name): \(broken)")
    }
  }

  @Test(arguments: Vectors.invalid.filter { $0.when == .verify })
  func aFileThatIsNotCanonicalOpensAndIsNamedByVerify(_ vector: InvalidVector) throws {
    let model = try Model(path: Vectors.invalidPath(vector.name))
    do throws(FormatError) {
      try model.view.verify()
      Issue.record("\(vector.name) verifies")
    } catch {
      #expect(vector.allows(error.rule), "\(vector.name): \(error)")
    }
  }

  /// Such files are harmless: every reader gives the same results for them.
  @Test(arguments: Vectors.invalid.filter { $0.when == .verify })
  func everyKernelGivesTheExpectedIntegersAllTheSame(_ vector: InvalidVector) throws {
    let model = try Model(path: Vectors.invalidPath(vector.name))
    for run in try #require(vector.runs) { try run.check(model, vector.name) }
  }
}

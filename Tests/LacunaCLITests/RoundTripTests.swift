import Foundation
import Testing

/// Dense export in, compact file out, looked at and run.
@Suite struct RoundTripTests {
  @Test func `a state dict converts without a recipe and survives the whole way`() throws {
    let folder = try TemporaryFolder()
    let dense = try folder.write(SmallModels.languageModel(), as: "model.npz")
    let compact = folder.path("model.lacuna")
    let conversion = try lacuna("convert", dense, "-o", compact)
    for name in ["embedding.weight", "lstm.weight_ih_l0", "lstm.weight_hh_l1", "output.weight"] {
      #expect(conversion.text.contains(name))
    }
    #expect(conversion.text.contains("32 x 6"))
    #expect(conversion.text.contains("recurrent layers"))
    let bytes = try folder.bytes("model.lacuna")
    #expect(conversion.text.contains("whole file"))
    #expect(bytes.count % 64 == 0)

    let report = try lacuna("inspect", compact)
    #expect(report.text.contains("lstm.weight_hh_l1"))
    #expect(!report.text.contains("\u{1B}"), "no colour off a terminal")
    #expect(try lacuna("verify", compact).text.contains("every rule holds"))
    let tokens = try lacuna("run", compact, "--tokens", "3,1,4,1,5", "--json").tokens()
    #expect(tokens.count == 5)
    #expect(tokens.allSatisfy((0..<SmallModels.tokens).contains))

    let comparison = try lacuna("compare", compact, dense, "--tokens", "3,1,4,1,5,9,2,6", "--json")
    let numbers = try comparison.json()
    #expect(numbers["steps"] as? Int == 8)
    #expect(try #require(numbers["maxAbsError"] as? Double) < 0.1)
    #expect(try #require(numbers["rmsError"] as? Double) > 0)
    #expect(try #require(numbers["top1Agreement"] as? Double) >= 0.75)
  }

  @Test func `the demo model converts with its recipe and survives the whole way`() throws {
    let folder = try TemporaryFolder()
    let (conversion, bytes) = try Demo.conversion.get()
    #expect(conversion.status == 0, "\(conversion.errors)")
    let compact = try folder.write(bytes, as: "demo.lacuna")
    #expect(bytes.count < 400_000)
    #expect(try lacuna("inspect", compact).text.contains("austen"))
    try lacuna("verify", compact)
    let run = try lacuna("run", compact, "--prompt", "It is a", "--json")
    #expect(try run.tokens().count == 7)
    #expect(try run.json()["steps"] as? Int == 7)
    let comparison = try lacuna(
      "compare", compact, Demo.dense, "--recipe", Demo.recipe, "--prompt", "It is a", "--json"
    ).json()
    #expect(comparison["steps"] as? Int == 7)
    #expect(try #require(comparison["top1Agreement"] as? Double) >= 0.8)
    #expect(
      try #require(comparison["rmsError"] as? Double)
        < 0.1 * (try #require(comparison["rmsReference"] as? Double)))
  }

  @Test func `converting twice gives the same bytes`() throws {
    let folder = try TemporaryFolder()
    let dense = try folder.write(SmallModels.languageModel(), as: "model.npz")
    for options in [
      ["--encoding", "int8"], ["--encoding", "codes"], ["--encoding", "terms:3/8"],
    ] {
      for name in ["first", "second"] {
        let outcome = try Tool.run(["convert", dense, "-o", folder.path(name)] + options)
        #expect(outcome.status == 0, "\(outcome.errors)")
      }
      #expect(try folder.bytes("first") == folder.bytes("second"), "\(options)")
    }
  }

  @Test func `the dense export itself runs in float`() throws {
    let folder = try TemporaryFolder()
    let dense = try folder.write(SmallModels.languageModel(), as: "model.npz")
    let run = try lacuna(
      "run", dense, "--tokens", "1,2,3", "--output", folder.path("y.npy"), "--json")
    let rows = try folder.rows("y.npy")
    #expect(rows.map(\.count) == [11, 11, 11])
    #expect(try run.tokens() == rows.map(argmax))
  }
}

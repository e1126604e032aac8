import Foundation
import Testing

/// A text in several streams.
@Suite struct EvalStreamTests {
  private func perplexity(_ model: String, _ text: String, _ options: String...) throws -> Double {
    let result = try Tool.run(["eval", model, "--text", text, "--json"] + options)
    try #require(result.status == 0, "\(result.errors)")
    return try #require(values(at: "perplexity", in: result.json())?.first as? Double)
  }

  @Test func `two streams predict what two parts of the text do by themselves`() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(try Demo.conversion.get().bytes, as: "demo.lacuna")
    let sample = try Demo.sample(characters: 100)
    let text = try folder.write(sample, as: "all.txt")
    // 99 characters are predicted: 50 by the first stream, 49 by the second.
    let first = try folder.write(String(sample.prefix(51)), as: "first.txt")
    let second = try folder.write(String(sample.dropFirst(50)), as: "second.txt")
    let both = try perplexity(model, text, "--streams", "2")
    let expected =
      50 * log(try perplexity(model, first)) + 49 * log(try perplexity(model, second))
    #expect(abs(99 * log(both) - expected) < 1e-9)
    #expect(try perplexity(model, text) < both)
  }

  @Test func `however many streams, each token is counted once, on any number of threads`() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(try Demo.conversion.get().bytes, as: "demo.lacuna")
    let text = try folder.write(try Demo.sample(characters: 100), as: "all.txt")
    for streams in ["1", "7", "99"] {
      let line = ["eval", model, "--text", text, "--streams", streams, "--json"]
      let one = try Tool.run(line)
      let result = try one.json()
      #expect(result["tokens"] as? Int == 99)
      #expect(result["streams"] as? Int == Int(streams))
      let recurrent = 99 * 4 * 160 * (32 + 160 + 160 + 160)
      #expect(integers(at: "matrixOps.recurrent.dense", in: result) == [recurrent])
      guard streams != "1" else { continue }
      #expect(try Tool.run(line + ["--threads", "3"]).output == one.output)
    }
  }

  @Test func `more streams than tokens, and more threads than streams, are refused`() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(try Demo.conversion.get().bytes, as: "demo.lacuna")
    let text = try folder.write("It is", as: "short.txt")
    try expectFailure(
      "eval", model, "--text", text, "--streams", "5", status: 64, says: ["short.txt", "4 tokens"])
    try expectFailure(
      "eval", model, "--text", text, "--streams", "2", "--threads", "3", status: 64,
      says: ["--threads"])
    try expectFailure(
      "eval", Demo.dense, "--recipe", Demo.recipe, "--text", text, "--streams", "2", status: 64,
      says: ["single stream"])
  }
}

import Testing

/// A language model on a text.
@Suite struct EvalTests {
  @Test func `the demo model in int8 predicts as well as in float and executes less`() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(try Demo.conversion.get().bytes, as: "demo.lacuna")
    // Few characters: float inference takes 15 ms a step without optimization.
    let text = try folder.write(try Demo.sample(characters: 100), as: "sample.txt")
    let compact = try lacuna("eval", model, "--text", text, "--json").json()
    let dense = try lacuna(
      "eval", Demo.dense, "--recipe", Demo.recipe, "--text", text, "--json"
    ).json()
    #expect(compact["tokens"] as? Int == 99)
    #expect(dense["tokens"] as? Int == 99)
    let perplexity = try #require(compact["perplexity"] as? Double)
    let reference = try #require(dense["perplexity"] as? Double)
    #expect(abs(perplexity / reference - 1) < 0.02, "\(perplexity) against \(reference)")
    #expect(reference > 1 && reference < 10)

    let density = try #require(compact["activationDensity"] as? Double)
    #expect(density > 0 && density <= 1)
    for scope in ["recurrent", "all"] {
      let dense = try #require(integers(at: "matrixOps.\(scope).dense", in: compact).first)
      let executed = try #require(integers(at: "matrixOps.\(scope).executed", in: compact).first)
      #expect(executed > 0 && executed <= dense)
      let reduction = values(at: "matrixOps.\(scope).reduction", in: compact)?.first as? Double
      #expect(abs(try #require(reduction) - Double(dense) / Double(executed)) < 1e-6)
    }
    // Two LSTMs of 160 on 32 inputs, and 75 outputs.
    let recurrent = 99 * 4 * 160 * (32 + 160 + 160 + 160)
    #expect(integers(at: "matrixOps.recurrent.dense", in: compact) == [recurrent])
    #expect(integers(at: "matrixOps.all.dense", in: compact) == [recurrent + 99 * 75 * 160])
  }

  @Test func `the demo model writes the same text for the same seed`() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(try Demo.conversion.get().bytes, as: "demo.lacuna")
    func write(seed: String) throws -> String {
      try lacuna(
        "run", model, "--prompt", "It is", "--generate", "20", "--temperature", "1", "--seed", seed
      ).text
    }
    let text = try write(seed: "1")
    #expect(text.hasPrefix("It is"))
    #expect(text.count == 5 + 20 + 1)
    #expect(try write(seed: "1") == text)
    #expect(try write(seed: "2") != text)
  }

  @Test func `a text that the vocabulary does not cover is malformed`() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write(try Demo.conversion.get().bytes, as: "demo.lacuna")
    let text = try folder.write("Quite 漢", as: "odd.txt")
    try expectFailure("eval", model, "--text", text, status: 2, says: ["odd.txt", "byte 6"])
    let bytes = try folder.write([0x41, 0xFF, 0x42], as: "bytes.txt")
    try expectFailure("eval", model, "--text", bytes, status: 2, says: ["bytes.txt", "UTF-8"])
    let empty = try folder.write("", as: "empty.txt")
    try expectFailure("eval", model, "--text", empty, status: 2, says: ["empty.txt"])
  }
}

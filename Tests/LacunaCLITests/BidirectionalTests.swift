import Foundation
import LacunaImport
import Testing

/// A network that reads its sequence both ways, from its export to its outputs.
@Suite struct BidirectionalTests {
  let folder: TemporaryFolder
  let dense: String
  let model: String
  let features: String

  init() throws {
    folder = try TemporaryFolder()
    model = folder.path("tagger.lacuna")
    dense = try folder.write(SmallModels.tagger(), as: "tagger.npz")
    features = try folder.write(
      NumpyWriter.npy(SmallModels.features(steps: 6)), as: "x.npy")
    try lacuna("convert", dense, "-o", model)
    try lacuna("verify", model)
  }

  @Test func `a run gives an output for each step, near the dense model's`() throws {
    let run = try lacuna(
      "run", model, "--input", features, "--output", folder.path("y.npy"), "--json")
    try lacuna("run", dense, "--input", features, "--output", folder.path("z.npy"))
    let (rows, reference) = (try folder.rows("y.npy"), try folder.rows("z.npy"))
    #expect(rows.map(\.count) == Array(repeating: 3, count: 6))
    #expect(try run.tokens() == rows.map(argmax))
    let errors = zip(rows.joined(), reference.joined()).map { abs($0 - $1) }
    #expect(try #require(errors.max()) < 0.05)
    let comparison = try lacuna("compare", model, dense, "--input", features, "--json").json()
    #expect(comparison["steps"] as? Int == 6)
    let greatest = try #require(comparison["maxAbsError"] as? Double)
    #expect(abs(greatest - Double(try #require(errors.max()))) < 1e-6)
  }

  @Test func `what comes later changes what is given earlier`() throws {
    let values = SmallModels.features(steps: 6)
    let head = try folder.write(
      NumpyWriter.npy(
        OutputArray(name: "x", shape: [3, 5], values: Array(values.values.prefix(15)))),
      as: "head.npy")
    try lacuna("run", model, "--input", features, "--output", folder.path("whole.npy"))
    try lacuna("run", model, "--input", head, "--output", folder.path("head-y.npy"))
    #expect(try folder.rows("whole.npy").prefix(3) != folder.rows("head-y.npy")[...])
  }

  @Test func `states are numbered forward first, and taken by the file and the dense model`() throws
  {
    let state = folder.path("s.npz")
    try lacuna("run", model, "--input", features, "--state-out", state)
    let arrays = try ArrayFile(path: state)
    #expect(arrays.arrays.map(\.name).sorted() == ["0.c", "0.h", "1.c", "1.h"])
    #expect(try arrays.readArray(named: "1.h").values.count == 4)
    #expect(try arrays.readArray(named: "1.c").values.count == 8)
    try lacuna(
      "run", model, "--input", features, "--state-in", state, "--output", folder.path("a.npy"))
    try lacuna("run", model, "--input", features, "--output", folder.path("b.npy"))
    #expect(try folder.rows("a.npy") != folder.rows("b.npy"))
    try lacuna("run", dense, "--input", features, "--state-in", state)
  }

  @Test func `generation is refused`() throws {
    for file in [model, dense] {
      try expectFailure(
        "run", file, "--input", features, "--generate", "3", status: 64,
        says: ["--generate", "reads its sequence backward"])
    }
  }

  @Test func `a bench times a step of whole sequences, of several streams too`() throws {
    for streams in [1, 3] {
      let bench = try lacuna(
        "bench", model, "--steps", "2", "--streams", "\(streams)", "--json"
      ).json()
      #expect(bench["sequenceSteps"] as? Int == 64)
      #expect(bench["streams"] as? Int == streams)
      let step = try #require(bench["step"] as? [String: Any])
      #expect(try #require(step["medianNanoseconds"] as? Double) > 0)
    }
  }

  @Test func `an evaluation says that the network has seen what it predicts`() throws {
    var arrays = SmallModels.tagger()
    let table = OutputArray(
      name: "emb.weight", shape: [3, 5], values: SmallModels.features(steps: 3).values)
    arrays.insert(table, at: 0)
    let npz = try folder.write(arrays, as: "letters.npz")
    try folder.write("a\nb\nc\n", as: "letters.txt")
    func direction(_ suffix: String) -> String {
      """
      {"input": "rnn.weight_ih_\(suffix)", "recurrent": "rnn.weight_hh_\(suffix)",
       "projection": "rnn.weight_hr_\(suffix)",
       "biases": ["rnn.bias_ih_\(suffix)", "rnn.bias_hh_\(suffix)"]}
      """
    }
    let recipe = try folder.write(
      """
      {"networks": [{"name": "n", "vocabulary": "letters.txt", "unit": "character", "layers": [
        {"embedding": {"weight": "emb.weight"}},
        {"lstm": {"forward": \(direction("l0")), "backward": \(direction("l0_reverse")),
                  "gates": "ifgo"}},
        {"linear": {"weight": "tag.weight", "bias": "tag.bias"}}]}]}
      """, as: "letters.json")
    let file = folder.path("letters.lacuna")
    try lacuna("convert", npz, "--recipe", recipe, "-o", file)
    let text = try folder.write(String(repeating: "abcabbca", count: 90), as: "text.txt")
    let eval = try lacuna("eval", file, "--text", text, "--json")
    #expect(eval.errors.contains("reads backward"))
    let result = try eval.json()
    #expect(result["tokens"] as? Int == 719)
    let reference = try lacuna(
      "eval", npz, "--recipe", recipe, "--text", text, "--json"
    ).json()
    let perplexity = try #require(result["perplexity"] as? Double)
    let expected = try #require(reference["perplexity"] as? Double)
    #expect(abs(perplexity / expected - 1) < 0.05)
    // Both directions: 32 rows of 5, 4 and a projection of 4 by 8; then 3 outputs of 8.
    let recurrent = 2 * (32 * 5 + 32 * 4 + 4 * 8)
    #expect(
      integers(at: "matrixOps.recurrent.dense", in: result) == [719 * recurrent])
    #expect(integers(at: "matrixOps.all.dense", in: result) == [719 * (recurrent + 24)])
  }
}

import Foundation
import LacunaImport
import Testing

/// What `convert` refuses, notes and leaves behind.
@Suite struct ConvertTests {
  let folder: TemporaryFolder
  let dense: String
  let output: String

  init() throws {
    folder = try TemporaryFolder()
    dense = try folder.write(SmallModels.languageModel(), as: "model.npz")
    output = folder.path("model.lacuna")
  }

  private var hasOutput: Bool { FileManager.default.fileExists(atPath: output) }

  @Test func `a choice for an array that is not there is refused`() throws {
    let outcome = try Tool.run(
      ["convert", dense, "-o", output, "--encoding", "lstm.weight_hh_l7=int8"])
    // Of the input or of the command line: it does not go together with either.
    #expect([2, 64].contains(outcome.status), "\(outcome.errors)")
    #expect(outcome.errors.contains("lstm.weight_hh_l7"))
    #expect(outcome.errors.contains("lstm.weight_hh_l1"), "names those that there are")
    #expect(!hasOutput)
  }

  @Test func `choices by array, by kind and bare go where they say`() throws {
    let options = [
      "--encoding", "terms:2/8", "--encoding", "embedding=codes", "--encoding",
      "lstm.weight_hh_l1=int8", "--axis", "lstm.weight_ih_l1=output", "--codebook", "shift",
    ]
    let outcome = try Tool.run(["convert", dense, "-o", output] + options)
    #expect(outcome.status == 0, "\(outcome.errors)")
    try lacuna("verify", output)
    let root = try lacuna("inspect", output, "--json").json()
    func column(_ name: String) -> [String?] {
      values(at: "networks[].layers[].matrices[].\(name)", in: root)?.map { $0 as? String } ?? []
    }
    #expect(column("encoding") == ["codes", "terms", "terms", "terms", "int8", "int8"])
    #expect(column("axis") == [nil, "input", "input", "output", nil, nil])
    #expect(column("codebook").dropFirst().prefix(3) == ["shift", "shift", "shift"])
  }

  @Test func `an array that is missing or does not fit is said with both shapes`() throws {
    let cut = SmallModels.languageModel().cutting("lstm.weight_hh_l1", to: 28)
    let wrong = try folder.write(cut, as: "wrong.npz")
    let recipe = try folder.write("{\"networks\": [\(SmallModels.network("m"))]}", as: "m.json")
    try expectFailure(
      "convert", wrong, "--recipe", recipe, "-o", output, status: 2,
      says: ["wrong.npz", "lstm.weight_hh_l1", "expected", "[32, 8]", "found", "[28, 8]"])
    try expectFailure(
      "convert", wrong, "-o", output, status: 2,
      says: ["wrong.npz", "lstm.weight_hh_l1", "[32, 8]", "[28, 8]"])
    let fewer = SmallModels.languageModel().filter { $0.name != "output.bias" }
    try expectFailure(
      "convert", try folder.write(fewer, as: "fewer.npz"), "--recipe", recipe, "-o", output,
      status: 2, says: ["output.bias"])
    let unknown = try folder.write("{\"networks\": [], \"layers\": 1}", as: "unknown.json")
    try expectFailure(
      "convert", dense, "--recipe", unknown, "-o", output, status: 2, says: ["unknown.json"])
    #expect(!hasOutput)
  }

  @Test func `names that make no network are malformed without a recipe`() throws {
    let other = try folder.write(
      [OutputArray(name: "kernel", shape: [2, 2], values: [1, 2, 3, 4])], as: "other.npz")
    try expectFailure("convert", other, "-o", output, status: 2, says: ["other.npz"])
    #expect(!hasOutput)
  }

  @Test func `arrays left over are a note and change nothing`() throws {
    try lacuna("convert", dense, "-o", output)
    let bytes = try folder.bytes("model.lacuna")
    let more = SmallModels.languageModel() + [OutputArray(name: "epoch", shape: [1], values: [9])]
    let outcome = try lacuna(
      "convert", try folder.write(more, as: "more.npz"), "-o", output, "--json")
    #expect(outcome.errors.contains("epoch"))
    #expect(!outcome.text.contains("epoch"))
    #expect(try outcome.json()["schema"] as? Int == 1)
    #expect(try folder.bytes("model.lacuna") == bytes)
  }

  @Test func `an output over the input is refused, and the input stays`() throws {
    let before = try folder.bytes("model.npz")
    try expectFailure(
      "convert", dense, "-o", dense, status: 64, says: ["model.npz", "not an input"])
    #expect(try folder.bytes("model.npz") == before)
    #expect(try folder.names == ["model.npz"])
  }

  @Test func `weights too small for any exponent become zeros, and nothing traps`() throws {
    let arrays = SmallModels.languageModel().setting(
      "output.weight", at: 3, to: .leastNonzeroMagnitude
    )
    .map {
      OutputArray(
        name: $0.name, shape: $0.shape, values: $0.values.map { $0 * .leastNormalMagnitude / 1000 })
    }
    let tiny = try folder.write(arrays, as: "tiny.npz")
    for encoding in ["codes", "terms:2/16", "int8"] {
      try lacuna("convert", tiny, "-o", output, "--encoding", encoding)
      try lacuna("verify", output)
    }
  }

  @Test func `of a model without recurrent layers no ratio of theirs is told`() throws {
    let arrays = SmallModels.languageModel().filter { $0.name.hasPrefix("output.") }
    let linear = try folder.write(arrays, as: "linear.npz")
    let recipe = try folder.write(
      #"{"networks": [{"name": "m", "layers": [{"linear": {"weight": "output.weight"}}]}]}"#,
      as: "linear.json")
    for options in [[], ["--dry-run"]] {
      let outcome = try Tool.run(
        ["convert", linear, "--recipe", recipe, "-o", output] + options)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.text.contains("whole file"))
      #expect(!outcome.text.contains("recurrent layers"))
    }
    let root = try lacuna("convert", linear, "--recipe", recipe, "-o", output, "--json").json()
    #expect(values(at: "totals.recurrent.ratio", in: root)?.first is NSNull)
  }

  @Test func `a failed conversion leaves the file that was there`() throws {
    try folder.write("kept", as: "model.lacuna")
    var arrays = SmallModels.languageModel()
    arrays = arrays.setting("output.weight", at: 3, to: .nan)
    try expectFailure(
      "convert", try folder.write(arrays, as: "nan.npz"), "-o", output, "--json", status: 2,
      says: ["nan.npz", "output.weight", "[0, 3]", "finite", "nan"])
    #expect(try folder.bytes("model.lacuna") == Array("kept".utf8))
    #expect(try folder.names == ["model.lacuna", "model.npz", "nan.npz"])
  }

  @Test
  func `an exact conversion takes what it can hold and names the first weight that it cannot`()
    throws
  {
    let exact = SmallModels.languageModel { Float($0) / 64 }
    let path = try folder.write(exact, as: "exact.npz")
    let converted = try lacuna("convert", path, "-o", output, "--exact", "--json").json()
    let errors = values(at: "matrices[].relativeError", in: converted) as? [Double]
    #expect(errors == Array(repeating: 0, count: 6))
    try lacuna("verify", output)
    try FileManager.default.removeItem(atPath: output)

    // Two weights of the first recurrent matrix do not fit, and one of the last matrix.
    let inexact = exact.setting("lstm.weight_hh_l0", at: 8 + 2, to: 0.3)
      .setting("lstm.weight_hh_l0", at: 8 * 5, to: 0.3).setting("output.weight", at: 0, to: 0.3)
    let other = try folder.write(inexact, as: "inexact.npz")
    try expectFailure(
      "convert", other, "-o", output, "--exact", "--json", status: 2,
      says: ["inexact.npz", "lstm.weight_hh_l0", "[1, 2]", "expected", "found 0.3"])
    #expect(!hasOutput)
    try lacuna("convert", other, "-o", output)
  }
}

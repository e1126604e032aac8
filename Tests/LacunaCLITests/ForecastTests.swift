import Foundation
import LacunaImport
import Testing

/// `lacuna convert --dry-run` and `lacuna recipe`.
@Suite struct ForecastTests {
  private let folder: TemporaryFolder
  private let dense: String

  init() throws {
    folder = try TemporaryFolder()
    dense = try folder.write(SmallModels.languageModel(), as: "model.npz")
  }

  @Test(arguments: [[], ["--encoding", "terms:2/16", "--encoding", "linear=codes"]])
  func `a dry run forecasts the bytes of the conversion, and writes nothing`(
    options: [String]
  ) throws {
    let arguments = ["convert", dense, "-o", folder.path("model.lacuna"), "--json"] + options
    let forecast = try Tool.run(arguments + ["--dry-run"])
    #expect(forecast.status == 0)
    #expect(try folder.names == ["model.npz"])
    let real = try Tool.run(arguments).json()
    let planned = try forecast.json()
    #expect(planned["schema"] as? Int == 1 && planned["dryRun"] as? Bool == true)
    for path in ["totals.all.bytes", "totals.recurrent.bytes", "totals.all.denseBytes"] {
      #expect(integers(at: path, in: planned) == integers(at: path, in: real), "\(path)")
    }
    let arrays = try #require(planned["arrays"] as? [[String: Any]])
    #expect(arrays.count == 11)
    for matrix in try #require(real["matrices"] as? [[String: Any]]) {
      let array = try #require(
        arrays.first { $0["name"] as? String == matrix["name"] as? String })
      for key in ["bytes", "denseBytes"] { #expect(array[key] as? Int == matrix[key] as? Int) }
      for key in ["encoding", "axis"] { #expect(array[key] as? String == matrix[key] as? String) }
    }
  }

  @Test func `a dry run needs no output, and names roles and what is not used`() throws {
    let more = SmallModels.languageModel() + [OutputArray(name: "epoch", shape: [1], values: [9])]
    let path = try folder.write(more, as: "more.npz")
    let outcome = try lacuna("convert", path, "--dry-run")
    let lines = outcome.text.split(separator: "\n").map(String.init)
    #expect(lines.first?.hasPrefix("embedding.weight") == true)
    #expect(lines.first?.contains("11 x 6") == true)
    #expect(lines.first?.contains("0 embedding, weights") == true)
    #expect(
      lines.contains { $0.hasPrefix("lstm.bias_hh_l1") && $0.contains("2 lstm, bias") })
    #expect(lines.contains { $0.hasPrefix("epoch") && $0.contains("not used") })
    #expect(outcome.errors.contains("nothing was written"))
    let arrays = try lacuna("convert", path, "--dry-run", "--json").json()["arrays"]
    let unused = try #require((arrays as? [[String: Any]])?.last)
    #expect(unused["name"] as? String == "epoch")
    #expect((unused["roles"] as? [String])?.isEmpty == true)
    #expect(unused["bytes"] is NSNull)
  }

  @Test func `a projection is among what a dry run lists`() throws {
    let projected = Self.fixtures.appending(path: "torch_lstm_bidirectional_projected.npz").path
    let text = try lacuna("convert", projected, "--dry-run").text
    for name in ["weight_hr_l0", "weight_hr_l0_reverse"] {
      #expect(text.split(separator: "\n").contains { $0.contains(name) }, "\(name)")
    }
  }

  private static let fixtures = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "LacunaImportTests/Fixtures")

  @Test func `a tied matrix has both of its roles and is counted once`() throws {
    let tied = SmallModels.languageModel().filter { $0.name != "embedding.weight" }
    let path = try folder.write(
      tied.map {
        $0.name == "lstm.weight_ih_l0"
          ? OutputArray(name: $0.name, shape: [32, 8], values: Array(repeating: 0.5, count: 256))
          : $0
      }, as: "tied.npz")
    let recipe = try folder.write(
      SmallModels.twoNetworks.replacing("embedding.weight", with: "output.weight"),
      as: "tied.json")
    let planned = try lacuna("convert", path, "--recipe", recipe, "--dry-run", "--json").json()
    let arrays = try #require(planned["arrays"] as? [[String: Any]])
    #expect(
      arrays.first?["roles"] as? [String] == [
        "encoder 0 embedding, weights", "encoder 3 linear, weights",
        "decoder 0 embedding, weights", "decoder 3 linear, weights",
      ])
  }

  @Test func `what a conversion would refuse, a dry run refuses`() throws {
    try expectFailure("convert", dense, status: 64, says: ["-o", "--dry-run"])
    try expectFailure(
      "convert", dense, "--dry-run", "--encoding", "none=int8", status: 64, says: ["none"])
    try expectFailure("convert", folder.path("no.npz"), "--dry-run", status: 3)
  }

  @Test func `a drafted recipe converts to the same file`() throws {
    let recipe = folder.path("draft.json")
    let draft = try lacuna("recipe", dense, "-o", recipe)
    #expect(draft.text.isEmpty)
    #expect(draft.errors.contains("note: "))
    try lacuna("convert", dense, "-o", folder.path("a.lacuna"))
    try lacuna("convert", dense, "--recipe", recipe, "-o", folder.path("b.lacuna"))
    #expect(try folder.bytes("a.lacuna") == folder.bytes("b.lacuna"))
    #expect(try lacuna("recipe", dense).text == String(contentsOfFile: recipe, encoding: .utf8))
    let json = try lacuna("recipe", dense, "--json").json()
    #expect((json["recipe"] as? [String: Any])?["networks"] != nil)
    #expect((json["notes"] as? [String])?.isEmpty == false)
  }

  @Test func `a recipe is not written over its input, nor for what has no layers`() throws {
    try expectFailure("recipe", dense, "-o", dense, status: 64, says: ["not an input"])
    let other = try folder.write([OutputArray(name: "x", shape: [2], values: [1, 2])], as: "x.npz")
    try expectFailure("recipe", other, status: 2, says: ["x float32 [2]"])
  }
}

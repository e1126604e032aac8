import Foundation
import LacunaCompress
import LacunaExport
import LacunaFormat
import LacunaImport
import LacunaReport
import LacunaTestSupport
import Testing

/// Weights out of a file, and the same model made of them again.
@Suite struct ExportTests {
  /// Compresses, exports, compresses the export exactly, and expects the same model.
  private func expectRoundTrip(
    _ arrays: [OutputArray], recipe: String? = nil, vocabulary: String? = nil,
    encoding: String, codebook: String = "fitted", axis: String = "input",
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let folder = try TemporaryFolder()
    let dense = try folder.write(arrays, as: "model.npz")
    let recipePath = try recipe.map { try folder.write($0, as: "model.json") }
    if let vocabulary { try folder.write(vocabulary, as: "words.txt") }
    var options = CompressionOptions()
    for scope in ["", "embedding=", "linear="] {
      try options.encoding.choose(parsing: scope + encoding)
      try options.codebook.choose(parsing: scope + codebook)
      try options.axis.choose(parsing: scope + axis)
    }
    let old = try compress(
      try importModel(path: dense, recipe: recipePath).model, options: options
    ).bytes
    let oldModel = unsafe try ModelView(validating: old.span.bytes)

    let export = try DenseExport(oldModel)
    var archive: [UInt8] = []
    try export.writeArchive { archive += $0 }
    let again = try importModel(
      path: try folder.write(archive, as: "x.npz"),
      recipe: try folder.write(
        try export.recipe { "v\($0).txt" }, as: "x.json",
        besides: try (0..<export.vocabularyCount).map { try export.vocabularyText(at: $0) }))
    #expect(again.unusedArrays.isEmpty, sourceLocation: location)
    var exact = CompressionOptions()
    exact.isExact = true
    for (name, choice) in again.choices {
      exact.encoding.choose(
        try .init(parsing: try #require(choice.encoding)), forArrayInRecipe: name)
      if let axis = choice.axis {
        exact.axis.choose(try .init(parsing: axis), forArrayInRecipe: name)
      }
      exact.codebookValues[name] = try choice.codebookValues.map { try CodebookValues($0) }
    }
    let new = try compress(again.model, options: exact).bytes
    let newModel = unsafe try ModelView(validating: new.span.bytes)
    try newModel.verify()
    let difference = ModelDifference(from: oldModel, to: newModel)
    // Several bytes may stand for one number: what counts is that no number and no record changed.
    let text: Comment = "\(encoding) \(codebook) \(axis): \(difference.text(color: false))"
    #expect(difference.changes.isEmpty, text, sourceLocation: location)
    #expect(
      difference.removedMatrices.isEmpty && difference.addedMatrices.isEmpty, text,
      sourceLocation: location)
    #expect(
      difference.matrices.allSatisfy { $0.numbers?.changed == 0 && !$0.codebookChanged }, text,
      sourceLocation: location)
  }

  @Test(arguments: [
    "int8", "codes", "terms:1/8", "terms:3/8", "terms:2/16", "terms:5/16", "terms:4/32",
    "terms:7/32",
  ])
  func `every encoding, codebook and axis comes back exactly`(encoding: String) throws {
    for codebook in ["fitted", "shift"] {
      for axis in encoding.hasPrefix("terms") ? ["input", "output"] : ["input"] {
        try expectRoundTrip(
          SmallModels.languageModel(seed: 7), encoding: encoding, codebook: codebook, axis: axis)
      }
    }
  }

  @Test func `both directions come back, with projections and without`() throws {
    try expectRoundTrip(SmallModels.tagger(), encoding: "terms:3/8")
    let direction = { (suffix: String) in
      """
      {"input": "rnn.weight_ih_\(suffix)", "recurrent": "rnn.weight_hh_\(suffix)",
       "projection": "rnn.weight_hr_\(suffix)"}
      """
    }
    try expectRoundTrip(
      SmallModels.tagger(),
      recipe: """
        {"networks": [{"name": "n", "layers": [{"lstm": {
          "forward": \(direction("l0")), "backward": \(direction("l0_reverse")), "gates": "ifgo",
          "gate": {"clipped": {"shift": 2, "offset": 0.5, "low": 0, "high": 1}}}}]}]}
        """, encoding: "codes")
    try expectRoundTrip(
      SmallModels.gru(),
      recipe: """
        {"networks": [{"name": "n", "layers": [{"gru": {
          "input": "weight_ih_l0", "recurrent": "weight_hh_l0", "direction": "backward",
          "gates": "rzn", "reset": "after"}}]}]}
        """, encoding: "int8")
  }

  @Test func `a GRU comes back, wherever its reset acts and whichever biases it has`() throws {
    for (reset, biases) in [
      ("after", #""bias_ih_l0", "bias_hh_l0""#), ("before", #""bias_ih_l0", "bias_hh_l0""#),
      ("after", #""bias_ih_l0""#), ("before", #""bias_ih_l0""#), ("before", ""),
    ] {
      let recipe = """
        {"networks": [{"name": "g", "layers": [{"gru": {
          "input": "weight_ih_l0", "recurrent": "weight_hh_l0", "biases": [\(biases)],
          "gates": "rzn", "reset": "\(reset)"}}]}]}
        """
      try expectRoundTrip(
        SmallModels.gru(), recipe: recipe, encoding: "terms:2/8")
    }
  }

  @Test func `tied matrices, several networks, clipped gates and vocabularies come back`() throws {
    let clipped = #"{"clipped": {"shift": 2, "offset": 0.5, "low": 0, "high": 1}}"#
    func network(_ name: String, _ more: String) -> String {
      """
      {"name": "\(name)", \(more) "layers": [
        {"embedding": {"weight": "embedding.weight"}},
        {"lstm": {"input": "lstm.weight_ih_l0", "recurrent": "lstm.weight_hh_l0",
                  "biases": ["lstm.bias_ih_l0"], "gates": "iofc", "gate": \(clipped),
                  "cell": {"clipped": {"shift": 0, "offset": 0, "low": -0.75, "high": 0.75}},
                  "outputGate": "sigmoid"}},
        {"linear": {"weight": "middle", "transpose": true, "activation": "tanh"}},
        {"linear": {"weight": "embedding.weight", "bias": "output.bias",
                    "activation": "\(name == "one" ? "relu" : "sigmoid")"}}]}
      """
    }
    let recipe = """
      {"networks": [\(network("one", #""vocabulary": "words.txt", "unit": "character","#)),
                    \(network("two", ""))]}
      """
    let words = "\\n\n\\s\n\\\\\na\nb\ne\\t\n\u{E9}\ne\u{301}\nf\n\"\n<\n"
    let middle = OutputArray(
      name: "middle", shape: [SmallModels.hidden, 6],
      values: (0..<6 * SmallModels.hidden).map { Float($0 % 7) - 3 })
    try expectRoundTrip(
      SmallModels.languageModel() + [middle], recipe: recipe, vocabulary: words,
      encoding: "codes")
  }

  @Test func `layers that share a bias share its array`() throws {
    let plan = NetworkPlan(inputSize: 3, layers: [.linear(3), .linear(3), .linear(3)])
    var model = RandomModel.make([plan], style: RandomStyle(), seed: 3)
    for layer in 1..<3 { model.networks[0].layers[layer].bias = 0 }
    model.biases.removeLast(2)
    let bytes = model.fileBytes()
    let export = unsafe try DenseExport(ModelView(validating: bytes.span.bytes))
    // Three matrices, and the bias once.
    #expect(export.arrayCount == 4)
    let recipe = try export.recipe { "v\($0).txt" }
    #expect(recipe.components(separatedBy: "\"n0.0.w.bias\"").count == 4)
  }

  @Test func `arrays have their source's names, and hold what the file holds`() throws {
    let folder = try TemporaryFolder()
    // Whole multiples of 1/64 are held exactly as int8.
    let arrays = SmallModels.languageModel { Float($0) / 64 }
    let dense = try folder.write(arrays, as: "model.npz")
    try lacuna("convert", dense, "-o", folder.path("a.lacuna"))
    try lacuna("export", folder.path("a.lacuna"), "-o", folder.path("x.npz"))
    let file = try ArrayFile(path: folder.path("x.npz"))
    #expect(Set(file.arrays.map(\.name)) == Set(arrays.map(\.name)))
    for array in arrays where array.name.contains("weight") {
      let (shape, values) = try file.readArray(named: array.name)
      #expect(shape == array.shape)
      #expect(values == array.values, "\(array.name)")
    }
    let (_, first) = try file.readArray(named: "lstm.bias_ih_l0")
    let (_, second) = try file.readArray(named: "lstm.bias_hh_l0")
    let sums = zip(
      arrays.first { $0.name == "lstm.bias_ih_l0" }?.values ?? [],
      arrays.first { $0.name == "lstm.bias_hh_l0" }?.values ?? []
    ).map { $0 + $1 }
    #expect(zip(first, second).map { $0 + $1 } == sums)
  }

  @Test func `the commands make the same model again`() throws {
    let folder = try TemporaryFolder()
    let dense = try folder.write(SmallModels.languageModel(), as: "model.npz")
    let (first, second) = (folder.path("a.lacuna"), folder.path("b.lacuna"))
    try lacuna("convert", dense, "-o", first, "--encoding", "codes")
    try lacuna(
      "export", first, "-o", folder.path("x.npz"), "--recipe-out", folder.path("x.json"))
    try lacuna(
      "convert", folder.path("x.npz"), "--recipe", folder.path("x.json"), "--exact", "-o", second)
    let run = { try lacuna("run", $0, "--tokens", "1,2,3", "--output", folder.path("y.npy")) }
    _ = try run(first)
    let outputs = try folder.rows("y.npy")
    _ = try run(second)
    #expect(try folder.rows("y.npy") == outputs)
  }

  @Test func `what cannot be exported is refused, and nothing is written`() throws {
    let folder = try TemporaryFolder()
    let dense = try folder.write(SmallModels.languageModel(), as: "model.npz")
    let compact = folder.path("a.lacuna")
    try lacuna("convert", dense, "-o", compact)
    let bytes = try folder.bytes("a.lacuna")
    try expectFailure("export", compact, "-o", compact, status: 64, says: ["same file"])
    try expectFailure(
      "export", compact, "-o", folder.path("x.npz"), "--recipe-out", compact, status: 64)
    try expectFailure("export", dense, "-o", folder.path("x.npz"), status: 2)
    try expectFailure("export", compact, "-o", folder.path("missing/x.npz"), status: 3)
    #expect(try folder.bytes("a.lacuna") == bytes)
    #expect(try folder.names == ["a.lacuna", "model.npz"])
  }
}

extension TemporaryFolder {
  /// Writes a recipe, and the vocabularies that it names `v0.txt`, `v1.txt` and so on.
  fileprivate func write(_ recipe: String, as name: String, besides: [String]) throws -> String {
    for (index, text) in besides.enumerated() { try write(text, as: "v\(index).txt") }
    return try write(recipe, as: name)
  }
}

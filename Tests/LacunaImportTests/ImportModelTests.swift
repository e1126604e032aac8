import LacunaDense
import Testing

@testable import LacunaImport

@Suite struct ImportModelTests {
  /// Imports arrays of the given shapes by a recipe of these layers.
  private func run(
    _ layers: String, shapes: [(String, [Int])], vocabulary: String? = nil
  ) throws -> ImportedModel {
    let folder = try TemporaryFolder()
    let arrays = shapes.enumerated().map { index, array in
      OutputArray(
        name: array.0, shape: array.1,
        values: formulaValues(index, count: array.1.reduce(1, *)))
    }
    let path = try folder.write(try NumpyWriter.npz(arrays), as: "m.npz")
    var network = #""name": "n", "layers": [\#(layers)]"#
    if let vocabulary {
      _ = try folder.write(vocabulary, as: "v.txt")
      network += #", "vocabulary": "v.txt""#
    }
    let recipe = try folder.write(#"{"networks": [{\#(network)}]}"#, as: "r.json")
    return try importModel(path: path, recipe: recipe)
  }

  private func problem(
    _ layers: String, shapes: [(String, [Int])], vocabulary: String? = nil
  ) -> ImportProblem? {
    importError { _ = try run(layers, shapes: shapes, vocabulary: vocabulary) }?.problem
  }

  private static let embedding = #"{"embedding": {"weight": "e"}}"#
  private static let gru =
    #"{"gru": {"input": "w", "recurrent": "u", "gates": "rzn", "reset": "after"}}"#
  private static let shapes = [("e", [7, 4]), ("w", [15, 4]), ("u", [15, 5]), ("spare", [3])]

  @Test func `layers, leftovers and bytes are reported`() throws {
    let imported = try run("\(Self.embedding), \(Self.gru)", shapes: Self.shapes)
    #expect(imported.unusedArrays == ["spare"])
    #expect(imported.denseByteCount == 4 * (28 + 60 + 75))
    #expect(imported.formatDescription == "NumPy .npz, 4 arrays")
    #expect(imported.choices.isEmpty)
    #expect(imported.model.networks[0].layers.map(\.outputSize) == [4, 5])
  }

  @Test func `a tied matrix is one storage, and counted once`() throws {
    let imported = try run(
      #"\#(Self.embedding), {"linear": {"weight": "e", "transpose": false}}"#,
      shapes: [("e", [4, 4])])
    let matrices = imported.model.networks[0].layers.flatMap(\.matrices)
    #expect(matrices[0].isSameStorage(as: matrices[1]))
    #expect(imported.denseByteCount == 64)
  }

  @Test func `choices are given by the array's name`() throws {
    let imported = try run(
      #"{"embedding": {"weight": {"array": "e", "encoding": "codes", "axis": "output"}}}"#,
      shapes: [("e", [7, 4])])
    #expect(imported.choices == ["e": ArrayChoice(encoding: "codes", axis: "output")])
  }

  @Test func `two choices for one array are refused`() {
    let problem = problem(
      #"{"embedding": {"weight": {"array": "e", "encoding": "codes"}}}, "#
        + #"{"linear": {"weight": {"array": "e", "encoding": "int8"}}}"#,
      shapes: [("e", [4, 4])])
    #expect(problem?.place == "networks[0].layers[1].linear.weight, array e")
  }

  @Test func `an array that the file lacks is named with those it has`() {
    let problem = problem(Self.embedding, shapes: [("f", [7, 4]), ("g", [1])])
    #expect(problem?.place == "networks[0].layers[0].embedding.weight, array e")
    #expect(problem?.expected == "an array \"e\"")
    #expect(problem?.found == "only f, g")
  }

  @Test(arguments: [
    ("w", [15, 3], "shape [15, 4]", "shape [15, 3]"),
    ("w", [12, 4], "shape [15, 4]", "shape [12, 4]"),
    ("u", [20, 5], "shape [15, 5]", "shape [20, 5]"),
    ("u", [15], "a matrix of two axes, neither of them empty", "shape [15]"),
    ("u", [0, 0], "a matrix of two axes, neither of them empty", "shape [0, 0]"),
    ("u", [2, 15, 5], "a matrix of two axes, neither of them empty", "shape [2, 15, 5]"),
  ])
  func `a shape that does not fit is told with both shapes`(
    array: String, shape: [Int], expected: String, found: String
  ) {
    let shapes = Self.shapes.map { $0.0 == array ? (array, shape) : $0 }
    let problem = problem("\(Self.embedding), \(Self.gru)", shapes: shapes)
    #expect(problem?.expected == expected)
    #expect(problem?.found == found)
    #expect(problem?.place?.hasSuffix("array \(array)") == true)
  }

  @Test func `shapes of a transposed layer are told as the file has them`() {
    let gru = Self.gru.replacing("\"gates\"", with: "\"transpose\": true, \"gates\"")
    let problem = problem(
      "\(Self.embedding), \(gru)", shapes: [("e", [7, 4]), ("w", [3, 15]), ("u", [5, 15])])
    #expect(problem?.expected == "shape [4, 15]")
    #expect(problem?.found == "shape [3, 15]")
  }

  @Test(arguments: [([14], "[14]"), ([3, 15], "[3, 15]"), ([15, 2], "[15, 2]"), ([], "[]")])
  func `a bias of another shape is told with both shapes`(shape: [Int], found: String) {
    let gru = Self.gru.replacing("\"gates\"", with: "\"biases\": [\"b\"], \"gates\"")
    let problem = problem("\(Self.embedding), \(gru)", shapes: Self.shapes + [("b", shape)])
    #expect(problem?.expected == "shape [15], or [2, 15] for two biases in one array")
    #expect(problem?.found == "shape \(found)")
  }

  @Test func `an embedding after another layer is refused`() {
    let problem = problem("\(Self.embedding), \(Self.embedding)", shapes: Self.shapes)
    #expect(problem?.place == "networks[0].layers[1].embedding")
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func `a bias that is not finite is refused with its index`(value: Float) throws {
    let folder = try TemporaryFolder()
    let arrays = [
      OutputArray(name: "o", shape: [3, 2], values: formulaValues(1, count: 6)),
      OutputArray(name: "p", shape: [3], values: [0, value, 0]),
    ]
    let path = try folder.write(try NumpyWriter.npz(arrays), as: "m.npz")
    let recipe = try folder.write(
      #"{"networks": [{"name": "n", "layers": [{"linear": {"weight": "o", "bias": "p"}}]}]}"#,
      as: "r.json")
    let error = importError { _ = try importModel(path: path, recipe: recipe) }
    #expect(error?.problem?.found == "\(value) at index 1")
  }

  @Test func `a vocabulary is read from beside the recipe`() throws {
    let imported = try run(
      Self.embedding, shapes: [("e", [3, 4])], vocabulary: "a\nb\n\\n\n")
    #expect(
      imported.model.networks[0].vocabulary
        == DenseVocabulary(unit: .word, entries: ["a", "b", "\n"]))
  }

  @Test func `a vocabulary of another size than the embedding is refused with both numbers`() {
    let problem = problem(Self.embedding, shapes: [("e", [3, 4])], vocabulary: "a\nb\n")
    #expect(problem?.expected == "3 entries, one for each row of the embedding (array e)")
    #expect(problem?.found == "2")
  }

  @Test func `a vocabulary or recipe that is missing is a fault of input and output`() throws {
    let folder = try TemporaryFolder()
    let recipe = try folder.write(
      #"{"networks": [{"name": "n", "vocabulary": "v.txt", "layers": [{"embedding": {"weight": "w"}}]}]}"#,
      as: "r.json")
    for recipe in [recipe, folder.path + "/none.json"] {
      let error = importError {
        _ = try importModel(path: fixture("small_stored.npz"), recipe: recipe)
      }
      #expect(error?.isInputOutput == true)
    }
  }

  @Test func `damage in an array that no layer uses goes unnoticed, in one that is used not`()
    throws
  {
    let folder = try TemporaryFolder()
    var bytes = try fixtureBytes("small_stored.npz")
    let values = formulaValues(2, count: 3).flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) }
    }
    let start = try #require(
      bytes.indices.first { bytes[$0...].starts(with: values) })
    bytes[start] ^= 1
    let path = try folder.write(bytes, as: "m.npz")
    func recipe(_ array: String) throws -> String {
      try folder.write(
        #"{"networks": [{"name": "n", "layers": [{"linear": {"weight": "w"\#(array)}}]}]}"#,
        as: "r.json")
    }
    #expect(try importModel(path: path, recipe: recipe("")).unusedArrays == ["b"])
    let error = importError {
      _ = try importModel(path: path, recipe: recipe(#", "bias": "b""#))
    }
    #expect(error?.problem != nil)
  }
}

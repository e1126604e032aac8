import LacunaDense
import Testing

@testable import LacunaImport

@Suite struct RecipeTests {
  private func recipe(_ text: String) throws -> Recipe {
    try Recipe(
      JSONNode(
        value: try JSONParser.parse(Array(text.utf8), path: "r.json"), jsonPath: "",
        file: "r.json"))
  }

  private func layer(_ text: String) throws -> RecipeLayer {
    try recipe(#"{"networks": [{"name": "n", "layers": [\#(text)]}]}"#).networks[0].layers[0]
  }

  private static let lstm = #""input": "w", "recurrent": "u", "gates": "ifgo""#

  @Test func `each layer kind is read with its choices`() throws {
    let recipe = try recipe(
      #"""
      {"networks": [{"name": "a", "vocabulary": "v.txt", "unit": "character", "layers": [
        {"embedding": {"weight": {"array": "e", "encoding": "int8"}}},
        {"lstm": {"input": {"array": "w", "encoding": "terms:2/16", "codebook": "fitted",
                            "axis": "output"},
                  "recurrent": "u", "biases": ["b"], "gates": "iofc",
                  "gate": {"clipped": {"shift": 2, "offset": 0.5, "low": 0, "high": 1}},
                  "candidate": "sigmoid", "cell": "tanh", "outputGate": "sigmoid"}},
        {"gru": {"input": "w2", "recurrent": "u2", "gates": "zrn", "reset": "before"}},
        {"linear": {"weight": "o", "bias": "p", "activation": "relu", "transpose": true}}]},
        {"name": "b", "layers": [{"linear": {"weight": "o"}}]}]}
      """#)
    #expect(recipe.networks.map(\.name) == ["a", "b"])
    #expect(recipe.networks[0].vocabulary?.path == "v.txt")
    #expect(recipe.networks[0].vocabulary?.unit == .character)
    let layers = recipe.networks[0].layers
    #expect(layers.map(\.isTransposed) == [false, false, false, true])
    guard case .lstm(let lstm, .iofc, let outputGate) = layers[1].kind,
      case .gru(let gru, .zrn, resetAfter: false) = layers[2].kind,
      case .linear(let weight, let bias, .relu) = layers[3].kind
    else {
      Issue.record("\(layers)")
      return
    }
    #expect(lstm.gate == .clipped(shift: 2, offset: 0.5, low: 0, high: 1))
    #expect(lstm.candidate == .sigmoid)
    #expect(lstm.cell == .tanh)
    #expect(outputGate == .sigmoid)
    #expect(lstm.biases.map(\.name) == ["b"])
    #expect(
      lstm.input.choice
        == ArrayChoice(encoding: "terms:2/16", codebook: "fitted", axis: "output"))
    #expect(gru.biases.isEmpty)
    #expect(gru.gate == .sigmoid && gru.candidate == .tanh)
    #expect(weight.name == "o" && bias?.name == "p")
    #expect(recipe.networks[1].vocabulary == nil)
  }

  @Test func `an output gate that is not mentioned has the gates' activation`() throws {
    let layer = try layer(#"{"lstm": {\#(Self.lstm), "gate": "tanh"}}"#)
    guard case .lstm(let recurrent, _, nil) = layer.kind else {
      Issue.record("\(layer)")
      return
    }
    #expect(recurrent.gate == .tanh)
  }

  @Test(arguments: [
    ("[]", "the document", "an object", "an array"),
    ("{}", "the document", "the key \"networks\"", "none"),
    (#"{"networks": {}}"#, "networks", "an array", "an object"),
    (#"{"networks": []}"#, "networks", "at least one network", "none"),
    (#"{"networks": [], "x": 1}"#, "x", "one of the keys \"networks\"", "\"x\""),
    (#"{"networks": [{"layers": []}]}"#, "networks[0]", "the key \"name\"", "none"),
    (
      #"{"networks": [{"name": 3, "layers": []}]}"#, "networks[0].name", "a string",
      "the number 3"
    ),
    (
      #"{"networks": [{"name": "", "layers": []}]}"#, "networks[0].name",
      "a name of 1 to 255 bytes", "0 bytes"
    ),
    (
      #"{"networks": [{"name": "a", "layers": []}]}"#, "networks[0].layers",
      "at least one layer", "none"
    ),
    (
      #"{"networks": [{"name": "a", "unit": "word", "layers": [{"linear": {"weight": "w"}}]}]}"#,
      "networks[0].unit", "\"unit\" only beside \"vocabulary\"", "it alone"
    ),
    (
      #"{"networks": [{"name": "a", "vocabulary": "v", "unit": "byte", "layers": []}]}"#,
      "networks[0].unit", "one of \"word\", \"character\"", "the string \"byte\""
    ),
  ])
  func `a fault in a recipe is named by its JSON path`(
    text: String, place: String, expected: String, found: String
  ) {
    #expect(
      importError { _ = try recipe(text) }
        == .malformed(
          ImportProblem(path: "r.json", place: place, expected: expected, found: found)))
  }

  @Test(arguments: [
    (#"{"lstm": {"peepholes": "p"}}"#, "lstm.peepholes"),
    (#"{"lstm": {"forward": {"peepholes": "p"}, "backward": {}}}"#, "lstm.forward.peepholes"),
  ])
  func `peepholes are refused by name`(text: String, place: String) throws {
    let error = importError { _ = try layer(text) }
    guard case .unsupported(let problem) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(problem.place == "networks[0].layers[0].\(place)")
    #expect(problem.expected.hasPrefix("no peepholes"))
  }

  @Test func `two networks of one name are refused`() {
    let network = #"{"name": "a", "layers": [{"linear": {"weight": "w"}}]}"#
    #expect(
      importError { _ = try recipe(#"{"networks": [\#(network), \#(network)]}"#) }?.problem?.place
        == "networks[1]")
  }
}

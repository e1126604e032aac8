import Testing

@testable import LacunaImport

@Suite struct RecipeLayerFaultTests {
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

  @Test(arguments: [
    (#"{}"#, "networks[0].layers[0]", "one key, the layer's kind", "0 keys"),
    (
      #"{"conv": {}}"#, "networks[0].layers[0].conv",
      "a layer \"embedding\", \"lstm\", \"gru\" or \"linear\"", "\"conv\""
    ),
    (
      #"{"lstm": {"input": "w", "recurrent": "u"}}"#, "networks[0].layers[0].lstm",
      "the key \"gates\"", "none"
    ),
    (
      #"{"lstm": {"input": "w", "recurrent": "u", "gates": "fico"}}"#,
      "networks[0].layers[0].lstm.gates", "one of \"ifgo\", \"iofc\", \"ifco\"",
      "the string \"fico\""
    ),
    (
      #"{"gru": {"input": "w", "recurrent": "u", "gates": "rzn"}}"#, "networks[0].layers[0].gru",
      "the key \"reset\"", "none"
    ),
    (
      #"{"gru": {"input": "w", "recurrent": "u", "gates": "rzn", "reset": true}}"#,
      "networks[0].layers[0].gru.reset", "one of \"before\", \"after\"", "true"
    ),
    (
      #"{"lstm": {\#(lstm), "biases": "b"}}"#, "networks[0].layers[0].lstm.biases", "an array",
      "the string \"b\""
    ),
    (
      #"{"lstm": {\#(lstm), "biases": ["a", "b", "c"]}}"#, "networks[0].layers[0].lstm.biases",
      "at most 2 arrays", "3"
    ),
    (
      #"{"lstm": {\#(lstm), "biases": [null]}}"#, "networks[0].layers[0].lstm.biases[0]",
      "a string", "null"
    ),
    (
      #"{"lstm": {\#(lstm), "gate": "relu"}}"#, "networks[0].layers[0].lstm.gate",
      "\"sigmoid\", \"tanh\" or {\"clipped\": …}", "the string \"relu\""
    ),
    (
      #"{"lstm": {\#(lstm), "gate": {"clipped": {"shift": 1.5, "offset": 0, "low": 0, "high": 1}}}}"#,
      "networks[0].layers[0].lstm.gate.clipped.shift", "a whole number from 0 to 7",
      "the number 1.5"
    ),
    (
      #"{"lstm": {\#(lstm), "gate": {"clipped": {"shift": 1, "offset": 0, "low": 1, "high": 1}}}}"#,
      "networks[0].layers[0].lstm.gate.clipped", "\"low\" below \"high\"", "1.0 and 1.0"
    ),
    (
      #"{"lstm": {\#(lstm), "gate": {"clipped": {"shift": 1, "offset": 0, "low": -1e99, "high": 1}}}}"#,
      "networks[0].layers[0].lstm.gate.clipped.low", "a number from -1 to 1",
      "the number -1e+99"
    ),
    (
      #"{"lstm": {"forward": {"input": "w", "recurrent": "u"}, "gates": "ifgo"}}"#,
      "networks[0].layers[0].lstm", "the key \"backward\"", "none"
    ),
    (
      #"{"lstm": {"forward": {"input": "w", "recurrent": "u"}, "backward": {"input": "w"}, "gates": "ifgo"}}"#,
      "networks[0].layers[0].lstm.backward", "the key \"recurrent\"", "none"
    ),
    (
      #"{"lstm": {\#(lstm), "forward": {}, "backward": {}}}"#, "networks[0].layers[0].lstm.input",
      "one of the keys \"forward\", \"backward\", \"gates\", \"transpose\", \"gate\", \"candidate\", \"cell\", \"outputGate\"",
      "\"input\""
    ),
    (
      #"{"lstm": {\#(lstm), "direction": "reverse"}}"#, "networks[0].layers[0].lstm.direction",
      "one of \"forward\", \"backward\"", "the string \"reverse\""
    ),
    (
      #"{"gru": {"input": "w", "recurrent": "u", "projection": "p", "gates": "rzn"}}"#,
      "networks[0].layers[0].gru.projection",
      "one of the keys \"input\", \"recurrent\", \"biases\", \"gates\", \"transpose\", \"gate\", \"candidate\", \"reset\", \"direction\"",
      "\"projection\""
    ),
    (
      #"{"linear": {"weight": 5}}"#, "networks[0].layers[0].linear.weight",
      "an array's name, or an object with the key \"array\"", "the number 5"
    ),
    (
      #"{"linear": {"weight": "w", "activation": "softmax"}}"#,
      "networks[0].layers[0].linear.activation",
      "one of \"none\", \"relu\", \"tanh\", \"sigmoid\"", "the string \"softmax\""
    ),
    (
      #"{"linear": {"weight": "w", "transpose": 1}}"#, "networks[0].layers[0].linear.transpose",
      "true or false", "the number 1"
    ),
    (
      #"{"embedding": {"weight": {"array": "w", "axes": "input"}}}"#,
      "networks[0].layers[0].embedding.weight.axes",
      "one of the keys \"array\", \"encoding\", \"codebook\", \"axis\"", "\"axes\""
    ),
  ])
  func `a fault in a layer is named by its JSON path`(
    text: String, place: String, expected: String, found: String
  ) {
    #expect(
      importError { _ = try layer(text) }
        == .malformed(
          ImportProblem(path: "r.json", place: place, expected: expected, found: found)))
  }
}

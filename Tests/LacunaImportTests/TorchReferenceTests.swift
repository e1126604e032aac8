import LacunaDense
import Testing

@testable import LacunaImport

/// Modules of PyTorch, by their state dictionaries, against what PyTorch says they give.
@Suite struct TorchReferenceTests {
  private static let modules = [
    "lstm_bidirectional", "gru_bidirectional", "lstm_projected", "lstm_bidirectional_projected",
  ]

  private struct Reference {
    var features: [[Float]]
    var output: [[Float]]
    var first: [String: [Float]] = [:]
    var last: [String: [Float]] = [:]

    init(_ arrays: ArrayFile) throws {
      func rows(_ name: String) throws -> [[Float]] {
        let array = try arrays.readArray(named: name)
        let width = array.shape[1]
        return (0..<array.shape[0]).map {
          Array(array.values[$0 * width..<($0 + 1) * width])
        }
      }
      features = try rows("features")
      output = try rows("output")
      for letter in ["h", "c"] where arrays.array(named: "\(letter)_0") != nil {
        for (index, state) in try rows("\(letter)_0").enumerated() {
          first["\(index).\(letter)"] = state
        }
        for (index, state) in try rows("\(letter)_n").enumerated() {
          last["\(index).\(letter)"] = state
        }
      }
    }
  }

  private func session(_ name: String, recipe: String? = nil) throws -> DenseSession {
    let folder = try TemporaryFolder()
    let path = try recipe.map {
      try folder.write(#"{"networks": [{"name": "n", "layers": [\#($0)]}]}"#, as: "recipe.json")
    }
    let model = try importModel(path: fixture("torch_\(name).npz"), recipe: path).model
    return DenseSession(network: model.networks[0])
  }

  private func distance(_ found: [Float], _ expected: [Float]) -> Float {
    guard found.count == expected.count else { return .infinity }
    return zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity
  }

  @Test(arguments: modules)
  func `a state dictionary gives the outputs and states that PyTorch gives`(name: String) throws {
    let reference = try Reference(ArrayFile(path: fixture("torch_\(name).npz")))
    var session = try session(name)
    try session.setStates(named: reference.first)
    let output = try session.run(features: reference.features)
    #expect(output.count == reference.output.count)
    #expect(distance(output.flatMap { $0 }, reference.output.flatMap { $0 }) < 1e-6)
    #expect(Set(session.namedStates.map(\.name)) == Set(reference.last.keys))
    for (name, values) in session.namedStates {
      #expect(distance(values, try #require(reference.last[name])) < 1e-6, "state \(name)")
    }
  }

  private static let forward =
    #""input": "weight_ih_l0", "recurrent": "weight_hh_l0", "biases": ["bias_ih_l0", "bias_hh_l0"]"#
  private static let backward =
    #""input": "weight_ih_l0_reverse", "recurrent": "weight_hh_l0_reverse", "#
    + #""biases": ["bias_ih_l0_reverse", "bias_hh_l0_reverse"]"#
  private static let projections = (
    #", "projection": "weight_hr_l0""#, #", "projection": "weight_hr_l0_reverse""#
  )

  /// What the first layer alone gives, by a recipe and by its names.
  private func outputs(_ recipe: String, as name: String) throws -> (
    recipe: [[Float]], names: [[Float]]
  ) {
    let features = try Reference(ArrayFile(path: fixture("torch_\(name).npz"))).features
    var described = try session(name, recipe: recipe)
    var named = DenseSession(
      network: try DenseNetwork(
        name: "n", layers: Array(try session(name).network.layers.prefix(2))))
    return (try described.run(features: features), try named.run(features: features))
  }

  @Test func `a recipe with two directions makes the layer that the names make`() throws {
    let (recipe, names) = try outputs(
      #"{"lstm": {"forward": {\#(Self.forward)}, "backward": {\#(Self.backward)}, "gates": "ifgo"}}"#,
      as: "lstm_bidirectional")
    #expect(recipe == names)
  }

  @Test func `a recipe with projections makes the layer that the names make`() throws {
    let (recipe, names) = try outputs(
      #"""
      {"lstm": {"forward": {\#(Self.forward)\#(Self.projections.0)},
      "backward": {\#(Self.backward)\#(Self.projections.1)}, "gates": "ifgo"}}
      """#, as: "lstm_bidirectional_projected")
    #expect(recipe == names)
  }

  @Test func `a layer that reads backward alone gives the second half`() throws {
    let (recipe, names) = try outputs(
      #"{"lstm": {\#(Self.backward), "gates": "ifgo", "direction": "backward"}}"#,
      as: "lstm_bidirectional")
    #expect(recipe == names.map { Array($0[5...]) })
  }
}

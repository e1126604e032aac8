import Testing

@testable import LacunaImport

@Suite struct RecipeDraftTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// The draft of arrays with these names and shapes.
  private func draft(_ shapes: [(name: String, shape: [Int])]) throws -> RecipeDraft {
    let arrays = shapes.enumerated().map { index, array in
      OutputArray(
        name: array.name, shape: array.shape,
        values: formulaValues(index, count: array.shape.reduce(1, *)))
    }
    return try draftRecipe(path: try folder.write(try NumpyWriter.npz(arrays), as: "a.npz"))
  }

  /// The recipe of a draft, parsed again, layer by layer: kind and arrays.
  private func layers(_ draft: RecipeDraft) throws -> [[String]] {
    let path = try folder.write(draft.text, as: "draft.json")
    return try Recipe(path: path).networks.map { network in
      [network.name]
        + network.layers.map { layer in
          let arrays: [RecipeArray] =
            switch layer.kind {
            case .embedding(let weight): [weight]
            case .linear(let weight, let bias, _): [weight] + (bias.map { [$0] } ?? [])
            case .lstm(let weights, _, _), .gru(let weights, _, _):
              [weights.input, weights.recurrent] + weights.biases
            }
          return arrays.map(\.name).joined(separator: " ")
        }
    }
  }

  @Test func `names of a state dictionary give the recipe that they stand for`() throws {
    for name in ["state_dictionary.npz", "pytorch/gru_state.pt", "lstm.safetensors"] {
      let draft = try draftRecipe(path: fixture(name))
      let path = try folder.write(draft.text, as: "draft.json")
      let model = try importModel(path: fixture(name), recipe: path)
      let expected = try importModel(path: fixture(name), recipe: nil)
      #expect(model.model.networks[0].layers.count == expected.model.networks[0].layers.count)
      #expect(model.unusedArrays == expected.unusedArrays)
      #expect(draft.notes.contains { $0.contains("needs no recipe") })
    }
  }

  @Test func `both halves of a bidirectional layer, and its projection, are one layer`() throws {
    let draft = try draft([
      ("rnn.weight_ih_l0", [20, 3]), ("rnn.weight_hh_l0", [20, 2]), ("rnn.bias_ih_l0", [20]),
      ("rnn.bias_hh_l0", [20]), ("rnn.weight_hr_l0", [2, 5]),
      ("rnn.weight_ih_l0_reverse", [20, 3]), ("rnn.weight_hh_l0_reverse", [20, 2]),
      ("rnn.bias_ih_l0_reverse", [20]), ("rnn.bias_hh_l0_reverse", [20]),
      ("rnn.weight_hr_l0_reverse", [2, 5]),
    ])
    #expect(draft.text.contains("\"forward\": {\"input\": \"rnn.weight_ih_l0\""))
    #expect(draft.text.contains("\"projection\": \"rnn.weight_hr_l0_reverse\""))
    let layers = try layers(draft)
    #expect(layers[0].count == 3)
    #expect(!draft.notes.contains { $0.contains("does not work") })
  }

  @Test func `an encoder and a decoder with names of their own are told apart`() throws {
    let draft = try draft([
      ("enc_emb", [9, 6]), ("enc_w_ih", [15, 6]), ("enc_w_hh", [15, 5]), ("enc_b_ih", [15]),
      ("enc_b_hh", [15]), ("dec_emb", [8, 6]), ("dec_w_ih", [15, 6]), ("dec_w_hh", [15, 5]),
      ("dec_b_ih", [15]), ("dec_b_hh", [15]), ("fc_w", [8, 5]), ("fc_b", [8]),
    ])
    #expect(
      try layers(draft) == [
        ["enc", "enc_emb", "enc_w_ih enc_w_hh enc_b_ih enc_b_hh"],
        ["dec", "dec_emb", "dec_w_ih dec_w_hh dec_b_ih dec_b_hh", "fc_w fc_b"],
      ])
    #expect(draft.notes.contains { $0.contains("\"gates\": \"rzn\"") })
    #expect(draft.notes.contains { $0.contains("vocabulary") })
    #expect(!draft.notes.contains { $0.contains("does not work") })
  }

  @Test func `arrays without telling names are placed by shape and order`() throws {
    // As Keras lays out an embedding, two LSTM layers of one size, and a dense layer.
    let draft = try draft([
      ("arr_0", [11, 4]), ("arr_1", [4, 20]), ("arr_2", [5, 20]), ("arr_3", [20]),
      ("arr_4", [5, 20]), ("arr_5", [5, 20]), ("arr_6", [20]), ("arr_7", [5, 11]), ("arr_8", [11]),
    ])
    #expect(
      try layers(draft)[0].dropFirst() == [
        "arr_0", "arr_1 arr_2 arr_3", "arr_4 arr_5 arr_6", "arr_7 arr_8",
      ])
    #expect(draft.text.contains("\"gates\": \"ifco\", \"transpose\": true"))
    #expect(!draft.notes.contains { $0.contains("does not work") })
  }

  @Test func `names that end alike are not taken for a pair`() throws {
    let cell = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"]
    let draft = try draft(
      ["model.rnn.", "model_8k.rnn."].flatMap { stem in
        cell.map { (name: stem + $0, shape: $0.hasPrefix("w") ? [20, 5] : [20]) }
      })
    #expect(
      try layers(draft)[0].dropFirst()
        == ["model.rnn.", "model_8k.rnn."].map { stem in
          cell.map { stem + $0 }.joined(separator: " ")
        }[...])
    #expect(draft.notes.contains { $0.contains("a network of its own") })
  }

  @Test func `a GRU of ONNX is known by its axis of directions`() throws {
    let draft = try draft([("W", [1, 15, 3]), ("R", [1, 15, 5]), ("B", [1, 30])])
    #expect(try layers(draft)[0].dropFirst() == ["W R B"])
    #expect(draft.text.contains("\"gates\": \"zrn\", \"reset\": \"after\""))
  }

  @Test func `what finds no place is named`() throws {
    let draft = try draft([
      ("w_ih", [20, 3]), ("w_hh", [20, 5]), ("mean", [3]), ("other", [7, 9]),
    ])
    let note = try #require(draft.notes.last)
    #expect(note == "not used: mean float32 [3], other float32 [7, 9]")
  }

  @Test func `a file without a recurrent layer is refused, its arrays named`() throws {
    let error = importError { _ = try draft([("fc.weight", [3, 7]), ("x", [2])]) }
    #expect(error?.problem?.found == "fc.weight float32 [3, 7], x float32 [2]")
    #expect(importError { _ = try draftRecipe(path: fixture("nothing.npz")) } != nil)
  }

  @Test func `a file of very many arrays is refused`() throws {
    let many = (0...1024).map { (name: "a\($0)", shape: [1]) }
    #expect(importError { _ = try draft(many) }?.problem?.found == "1025")
  }

  @Test func `names are written so that JSON has them back`() throws {
    let name = "a\"\\\u{1}\u{7F}é\n"
    let draft = try draft([(name + "_ih", [20, 3]), (name + "_hh", [20, 5])])
    #expect(try layers(draft)[0][1] == "\(name)_ih \(name)_hh")
  }
}

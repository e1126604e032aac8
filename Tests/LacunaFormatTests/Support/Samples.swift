import LacunaTestSupport

/// Valid files for tests to break.
enum Samples {
  /// All kinds of layers, encodings, activations and sections, in two networks.
  ///
  /// Layers: 0 embedding, 1 LSTM, 2 tied linear; 3 GRU (reset after), 4 GRU (reset before),
  /// 5 linear through an activation. Matrices: 0 embedding int8; 1, 2 LSTM terms on both axes;
  /// 3, 4 GRU codes; 5, 6 GRU terms in groups of 32; 7 linear codes.
  static let everything: ModelDescription = {
    var lstm = LayerPlan.lstm(6, .terms(axis: .input, groupLog2: 3, k: 3))
    lstm.recurrentEncoding = .terms(axis: .output, groupLog2: 4, k: 2)
    lstm.sharesActivations = true
    var description = RandomModel.make(
      [
        NetworkPlan(
          inputSize: 9, layers: [.embedding(6), lstm, .tiedLinear(ids: 9)], hasVocabulary: true),
        NetworkPlan(
          inputSize: 5,
          layers: [
            .gru(3, reset: 1, .codes),
            .gru(4, reset: 0, .terms(axis: .output, groupLog2: 5, k: 1)),
            .linear(7, output: 2, .codes),
          ], hasVocabulary: true),
      ], style: RandomStyle(activations: .clipped), seed: 0x5A3)
    let table = activationTable { x in x < 0 ? x / 16 : x / 8 }
    description.tables = [table, table.map { max(0, $0) }]
    description.activations.append(.table(0))
    description.activations.append(.table(1))
    description.networks[1].layers[0].activations[0] = description.activations.count - 2
    description.networks[1].layers[0].activations[1] = description.activations.count - 1
    description.metadata = MetadataDescription(
      records: [
        ("author", .text("Ada Łovelace")), ("epoch", .integer(-7)), ("final", .boolean(true)),
        ("perplexity", .real(60.5)),
      ], slack: 21)
    return description
  }()

  /// One linear layer, one section of each kind that a file must have, about 1 kB.
  static let small: ModelDescription = {
    var description = RandomModel.make(
      [NetworkPlan(inputSize: 3, layers: [.linear(2)], hasVocabulary: true)],
      style: RandomStyle(), seed: 2)
    description.metadata = MetadataDescription(records: [("k", .text("v"))], slack: 3)
    return description
  }()

  /// Two linear layers, 3 to 6 to 4.
  static let twoLinear = RandomModel.make(
    [NetworkPlan(inputSize: 3, layers: [.linear(6), .linear(4)])], style: RandomStyle(), seed: 3)

  /// Feature vectors through one LSTM of 5 units.
  static let lstm = RandomModel.make(
    [NetworkPlan(inputSize: 3, layers: [.lstm(5, .codes)])], style: RandomStyle(), seed: 4)
}

import LacunaTestSupport
import Testing

/// The 32-bit targets give the oracle's integers.
@Suite struct SameIntegersTests {
  private static let styles = [
    RandomStyle(),
    RandomStyle(fill: .arbitrary, codebook: .extreme, range: .arbitrary, activations: .clipped),
    RandomStyle(fill: .arbitrary, range: .arbitrary, activations: .arbitraryTables),
    RandomStyle(codebook: .shift, activations: .arbitraryClipped),
  ]

  /// Every kind of layer in two networks: one on tokens, one on features.
  private static func model(_ encoding: MatrixEncoding, _ style: RandomStyle, seed: UInt64)
    -> ModelDescription
  {
    RandomModel.make(
      [
        NetworkPlan(
          inputSize: 11,
          layers: [
            .embedding(9, encoding), .lstm(17, encoding), .gru(5, reset: 1, encoding),
            .linear(11, output: 2, encoding),
          ], hasVocabulary: true),
        NetworkPlan(
          inputSize: 6,
          layers: [.linear(20, output: 1, encoding), .gru(18, reset: 0, encoding)]),
      ], style: style, seed: seed)
  }

  @Test(arguments: Emulated.available, EncodingCases.all)
  func stepsAndStates(target: Emulated, encoding: MatrixEncoding) throws {
    for (index, style) in Self.styles.enumerated() {
      let seed = UInt64(1000 + index)
      var conversation = Conversation(file: Self.model(encoding, style, seed: seed).fileBytes())
      try conversation.tokens(network: 0, [3, 0, 10, 10, 7])
      try conversation.features(
        network: 1,
        [
          [0.5, -1.25, 0.001, 3, -0.75, 0], [0, 0, 0, 0, 0, 0],
          [.leastNonzeroMagnitude, -.leastNormalMagnitude, 0, 0, 0, 0],
          [.greatestFiniteMagnitude, -1, 1e20, -3e38, 0, 2],
        ])
      try conversation.streams(network: 0, [[1, 2, 1], [0, 10, 3], [4, 4, 4]])
      let difference = try conversation.firstDifference(on: target)
      #expect(difference == nil, "\(target), \(encoding), \(style), seed \(seed)")
    }
  }

  /// Both directions, one that reads backward alone, and projections, in two networks.
  @Test(arguments: Emulated.available, EncodingCases.few)
  func sequencesAndProjections(target: Emulated, encoding: MatrixEncoding) throws {
    for (index, style) in Self.styles.enumerated() {
      let plans = [
        NetworkPlan(
          inputSize: 11,
          layers: [
            .embedding(9, encoding), .lstm(17, projectedTo: 6, encoding),
            .lstm(5, projectedTo: 21, encoding), .linear(11, encoding),
          ]),
        NetworkPlan(
          inputSize: 6,
          layers: [
            .gru(18, reset: 0, encoding), LayerPlan.gru(7, reset: 1, encoding).backwardBeside,
            LayerPlan.lstm(5, encoding).backward, .lstm(8, projectedTo: 3, encoding),
            LayerPlan.lstm(9, projectedTo: 4, encoding).backwardBeside,
          ]),
      ]
      let file = RandomModel.make(plans, style: style, seed: UInt64(2000 + index)).fileBytes()
      var conversation = Conversation(file: file)
      try conversation.tokens(network: 0, [3, 0, 10, 10, 7])
      try conversation.sequence(network: 0, tokens: [3, 0, 10, 10, 7])
      try conversation.streams(network: 0, [[1, 2, 1], [0, 10, 3]])
      try conversation.sequence(
        network: 1,
        features: [[0.5, -1.25, 0.001, 3, -0.75, 0], [0, 0, 0, 0, 0, 0], [9, 8, 7, 6, 5, 4]])
      let difference = try conversation.firstDifference(on: target)
      #expect(difference == nil, "\(target), \(encoding), \(style)")
    }
  }

  @Test(arguments: Emulated.available)
  func stepsOfABackwardNetworkAreRefused(target: Emulated) throws {
    var commands = ProbeCommands()
    commands.load(
      RandomModel.make(
        [NetworkPlan(inputSize: 3, layers: [LayerPlan.lstm(4).backward])], style: RandomStyle(),
        seed: 1
      ).fileBytes())
    commands.start(network: 0)
    commands.step(features: [1, 2, 3])
    commands.run(tokens: [1])
    commands.run(features: [[1, 2, .infinity]])
    var answers = try target.run(commands)
    #expect(try answers.numbers(2) == [0, 0])
    _ = try answers.numbers(6)
    #expect(try answers.numbers(3) == [15, 4, 7])
    #expect(answers.isAtEnd)
  }

  @Test(arguments: Emulated.available)
  func wrongInputIsAnError(target: Emulated) throws {
    var commands = ProbeCommands()
    commands.load(Self.model(.int8, RandomStyle(), seed: 1).fileBytes())
    commands.start(network: 2)
    commands.start(network: 0)
    commands.step(token: 11)
    commands.step(token: -1)
    commands.step(features: [1])
    commands.writeState(0, part: 0, [Int](repeating: 128, count: 17))
    commands.writeState(0, part: 1, [0])
    commands.readState(1, part: 1, count: 5)
    commands.readState(2, part: 0, count: 5)
    commands.readState(0, part: 0, stream: 1, count: 17)
    commands.step(tokens: [1, 2])
    commands.start(network: 0, streams: 0)
    commands.start(network: 1)
    commands.step(token: 0)
    commands.step(features: [1])
    commands.step(features: [1, 2, 3, 4, 5, .infinity])
    commands.step(features: [1, 2, 3, 4, 5, .nan])
    commands.step(vector: [1, 2, 3, 4, 5, -128], exponent: 0)
    commands.step(vector: [1, 2, 3, 4, 5, 6], exponent: 128)
    var answers = try target.run(commands)
    #expect(try answers.number() == 0)
    #expect(try answers.number() == 1)
    #expect(try answers.number() == 0)
    _ = try answers.numbers(6)
    // The numbers of StepError in Probe.swift, in the order of the commands.
    #expect(try answers.numbers(10) == [5, 5, 3, 11, 10, 9, 9, 13, 12, 1])
    #expect(try answers.number() == 0)
    _ = try answers.numbers(6)
    #expect(try answers.numbers(6) == [4, 6, 7, 7, 8, 8])
    #expect(answers.isAtEnd)
  }

  @Test(arguments: Emulated.available, EncodingCases.few)
  func namesTextsAndWeights(target: Emulated, encoding: MatrixEncoding) throws {
    var model = Self.model(encoding, RandomStyle(fill: .arbitrary), seed: 5)
    model.metadata = MetadataDescription(
      records: [("author", .text("Ada Łovelace")), ("epoch", .integer(-7))], slack: 9)
    var commands = ProbeCommands()
    commands.load(model.fileBytes())
    commands.digest()
    var answers = try target.run(commands)
    #expect(try answers.number() == 0)
    let digest = UInt32(truncatingIfNeeded: try answers.number())
    #expect(digest == expectedDigest(model))
  }

  /// What `probe.h` says of the digest, by the description and the oracle.
  private func expectedDigest(_ model: ModelDescription) -> UInt32 {
    var bytes = model.networks.flatMap { Array($0.name.utf8) }
    let layers = OracleModel(file: model.fileBytes()).networks.flatMap(\.layers)
    for matrix in layers.flatMap({
      [$0.matrix, $0.recurrentMatrix, $0.projection].compactMap(\.self)
    }) {
      for entry in matrix.entries {
        for number in [entry.row, entry.column, entry.value] { bytes.append(number, size: 4) }
      }
    }
    bytes += model.vocabularies.flatMap { $0.entries.flatMap { Array($0.utf8) } }
    bytes += model.metadata.map { $0.records.flatMap { Array($0.key.utf8) + $0.value.bytes } } ?? []
    return modelCRC32(bytes)
  }

  @Test(arguments: Emulated.available)
  func observersAreToldOfEveryProduct(target: Emulated) throws {
    let file = RandomModel.make(
      [NetworkPlan(inputSize: 4, layers: [.embedding(30), .linear(3)])],
      style: RandomStyle(codebook: .extreme), seed: 9
    ).fileBytes()
    var commands = ProbeCommands()
    commands.load(file)
    commands.start(network: 0)
    commands.stepCounted(token: 2)
    var answers = try target.run(commands)
    _ = try answers.numbers(2 + 6 + 1 + 1 + 3)
    let embedding = OracleModel(file: file).networks[0].layers[0].matrix
    let x = OracleVector(
      normalizing: embedding.values[2], exponent: embedding.rowExponents[2])
    let expected = x.values.count { $0 != 0 }
    #expect(expected > 0)
    #expect(try answers.wideNumber() == expected)
  }
}

import LacunaTestSupport
import Testing

/// Stacked layers, several networks, shared records: engine against oracle.
@Suite struct NetworkAgreementTests {
  private let input16 = MatrixEncoding.terms(axis: .input, groupLog2: 4, k: 2)
  private let output32 = MatrixEncoding.terms(axis: .output, groupLog2: 5, k: 4)

  @Test(arguments: RandomStyle.Activations.allCases, RandomStyle.Fill.allCases)
  func stacksOfAllKinds(_ activations: RandomStyle.Activations, _ fill: RandomStyle.Fill) throws {
    let stacks: [[LayerPlan]] = [
      [.embedding(12), .lstm(20, input16), .lstm(17, output32), .linear(30)],
      [.embedding(12, .codes), .gru(20, reset: 0, input16), .gru(17, reset: 1, output32)],
      [.embedding(9, input16), .linear(15, output: 1), .lstm(8, .codes), .linear(3, output: 2)],
      [.embedding(9, output32), .linear(15, output: 2), .gru(8, reset: 0), .lstm(6, output32)],
    ]
    let plans = stacks.map { NetworkPlan(inputSize: 30, layers: $0) }
    for range in RandomStyle.Range.allCases {
      let style = RandomStyle(fill: fill, range: range, activations: activations)
      let model = RandomModel.make(plans, style: style, seed: 77)
      try expectAgreement(model, steps: 7, seed: 78, comment: "\(style)")
    }
  }

  /// Linear layers see blocks of any exponent from each other.
  @Test func linearLayersInARow() throws {
    for range in RandomStyle.Range.allCases {
      for seed in 0..<20 as Range<UInt64> {
        let style = RandomStyle(range: range, activations: .arbitraryTables)
        let plan = NetworkPlan(
          inputSize: 7,
          layers: [
            .linear(19, input16), .linear(33, output: 1, output32), .linear(5, output: 2, .codes),
            .linear(6),
          ])
        try expectAgreement(
          RandomModel.make([plan], style: style, seed: seed), seed: seed, comment: "\(style)")
      }
    }
  }

  @Test(arguments: EncodingCases.few)
  func tiedEmbeddingAndOutput(_ encoding: MatrixEncoding) throws {
    for fill in RandomStyle.Fill.allCases {
      let plan = NetworkPlan(
        inputSize: 41,
        layers: [.embedding(13, encoding), .lstm(13, encoding), .tiedLinear(ids: 41)])
      let model = RandomModel.make([plan], style: RandomStyle(fill: fill), seed: 5)
      #expect(model.matrices.count == 3)
      try expectAgreement(model, steps: 6, seed: 6, comment: "\(encoding), \(fill)")
    }
  }

  /// One matrix as input and recurrent weights of two layers of two networks, with one bias.
  @Test func everythingShared() throws {
    var description = RandomModel.make(
      [NetworkPlan(inputSize: 4, layers: [.lstm(4, output32), .lstm(4, output32)])],
      style: RandomStyle(), seed: 9)
    for layer in 0..<2 {
      description.networks[0].layers[layer].matrix = 0
      description.networks[0].layers[layer].recurrentMatrix = 0
      description.networks[0].layers[layer].bias = 0
    }
    description.matrices.removeLast(3)
    description.biases.removeLast()
    description.networks.append(description.networks[0])
    description.networks[1].name = "again"
    description.networks[1].layers.removeLast()
    try expectAgreement(description, seed: 10)
  }

  /// A layer that is no embedding and stands beside no other.
  private func randomLayer(using generator: inout SplitMix64) -> LayerPlan {
    let size = generator.integer(1...40)
    let encoding = generator.element(of: EncodingCases.all)
    var layer: LayerPlan =
      switch generator.integer(0...4) {
      case 0: .lstm(size, encoding)
      case 1: .gru(size, reset: 0, encoding)
      case 2: .gru(size, reset: 1, encoding)
      case 3: .lstm(size, projectedTo: generator.integer(1...40), encoding)
      default: .linear(size, output: generator.integer(0...2), encoding)
      }
    layer.recurrentEncoding = generator.element(of: EncodingCases.all)
    layer.hasBias = !generator.oneIn(4)
    layer.sharesActivations = generator.oneIn(2)
    return layer.kind != .linear && generator.oneIn(6) ? layer.backward : layer
  }

  /// Plans drawn at random: kinds, sizes, directions, encodings, styles.
  @Test(arguments: 0..<60)
  func randomNetworks(_ seed: Int) throws {
    var generator = SplitMix64(seed: UInt64(seed) &+ 0xC0FFEE)
    let plans = (0..<generator.integer(1...3)).map { _ in
      var layers: [LayerPlan] = []
      if generator.oneIn(2) {
        layers.append(
          .embedding(generator.integer(1...40), generator.element(of: EncodingCases.all)))
      }
      for _ in 0..<generator.integer(1...3) {
        let layer = randomLayer(using: &generator)
        layers.append(layer)
        guard layer.kind != .linear, layer.direction == 0, generator.oneIn(3) else { continue }
        // The other direction, with another size and other encodings.
        var other = randomLayer(using: &generator)
        while other.kind != layer.kind
          || (other.projectedFrom == nil) != (layer.projectedFrom == nil)
        {
          other = randomLayer(using: &generator)
        }
        layers.append(other.backwardBeside)
      }
      return NetworkPlan(inputSize: generator.integer(1...50), layers: layers)
    }
    let style = RandomStyle(
      fill: generator.element(of: RandomStyle.Fill.allCases),
      codebook: generator.element(of: RandomStyle.Codebook.allCases),
      range: generator.element(of: RandomStyle.Range.allCases),
      activations: generator.element(of: RandomStyle.Activations.allCases))
    let model = RandomModel.make(plans, style: style, seed: UInt64(seed))
    try expectAgreement(model, seed: UInt64(seed), comment: "\(style)")
  }
}

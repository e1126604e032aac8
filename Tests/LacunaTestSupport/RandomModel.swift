/// Fills plans with random contents, records in the order of first use.
package struct RandomModel {
  package private(set) var description = ModelDescription()
  private var generator: SplitMix64
  private let style: RandomStyle

  /// A model of the planned networks; the same seed gives the same bytes.
  package static func make(_ plans: [NetworkPlan], style: RandomStyle, seed: UInt64)
    -> ModelDescription
  {
    var model = RandomModel(style: style, seed: seed)
    for (index, plan) in plans.enumerated() { model.add(plan, index: index) }
    return model.description
  }

  private init(style: RandomStyle, seed: UInt64) {
    self.style = style
    generator = SplitMix64(seed: seed)
  }

  private mutating func add(_ plan: NetworkPlan, index: Int) {
    var layers: [LayerDescription] = []
    var size = plan.inputSize
    var given = plan.inputSize
    for layerPlan in plan.layers {
      // Beside another, a layer takes what the other takes, and adds its outputs.
      if layerPlan.direction != 2 { (size, given) = (given, 0) }
      layers.append(
        layer(
          layerPlan, inputSize: size, tied: layers.first?.matrix,
          prefix: "n\(index).\(layers.count)"))
      given += layerPlan.outputSize
    }
    var network = NetworkDescription(name: "network \(index)", layers: layers)
    if plan.hasVocabulary {
      network.vocabulary = description.vocabularies.count
      let count = plan.layers.first?.kind == .embedding ? plan.inputSize : given
      description.vocabularies.append(
        VocabularyDescription(unit: 1, entries: (0..<count).map { "é\($0)" }))
    }
    description.networks.append(network)
  }

  private mutating func layer(_ plan: LayerPlan, inputSize: Int, tied: Int?, prefix: String)
    -> LayerDescription
  {
    let size = plan.outputSize
    let gates = plan.kind == .lstm ? 4 : plan.kind == .gru ? 3 : 1
    let rows = plan.kind == .embedding ? inputSize : gates * (plan.projectedFrom ?? size)
    let columns = plan.kind == .embedding ? size : inputSize
    var layer = LayerDescription(
      kind: plan.kind, reset: plan.reset, output: plan.output, inputSize: inputSize,
      outputSize: size, matrix: 0)
    if plan.isTied, let tied {
      layer.matrix = tied
    } else {
      layer.matrix = addMatrix("\(prefix).w", rows: rows, columns: columns, plan.encoding)
    }
    if plan.kind == .lstm || plan.kind == .gru {
      layer.recurrentMatrix = addMatrix(
        "\(prefix).u", rows: rows, columns: size, plan.recurrentEncoding ?? plan.encoding)
    }
    layer.direction = plan.direction
    if let hidden = plan.projectedFrom {
      layer.projection = addMatrix(
        "\(prefix).p", rows: size, columns: hidden, plan.recurrentEncoding ?? plan.encoding)
      layer.hiddenSize = hidden
    }
    if plan.hasBias && plan.kind != .embedding {
      let count = plan.kind == .gru && plan.reset == 1 ? 4 * size : rows
      layer.bias = addBias(count: count, isLinear: plan.kind == .linear)
      layer.denseBiasCount = count
    }
    let roles: [ActivationRole] =
      switch plan.kind {
      case .embedding: []
      case .lstm: [.gate, .gate, .signed, .gate, .signed]
      case .gru: [.gate, .updateGate, .signed]
      case .linear: plan.output == 2 ? [.signed] : []
      }
    layer.activations = addActivations(roles, shared: plan.sharesActivations)
    return layer
  }

  private mutating func addMatrix(
    _ name: String, rows: Int, columns: Int, _ encoding: MatrixEncoding
  ) -> Int {
    description.matrices.append(
      .random(
        name: name, rows: rows, columns: columns, encoding: encoding, style: style,
        using: &generator))
    return description.matrices.count - 1
  }

  /// Moderate biases are below 2 in magnitude.
  private mutating func addBias(count: Int, isLinear: Bool) -> Int {
    let isModerate = style.range == .moderate
    let exponent = isModerate ? -12 : generator.integer((isLinear ? -16 : -12)...0)
    let bound = isModerate ? 8191 : 32767
    let values = (0..<count).map { _ in generator.integer((-bound - 1)...bound) }
    description.biases.append(BiasDescription(exponent: exponent, values: values))
    return description.biases.count - 1
  }

  private mutating func addActivations(_ roles: [ActivationRole], shared: Bool) -> [Int] {
    var made: [ActivationRole: Int] = [:]
    return roles.map { role in
      if shared, let index = made[role] { return index }
      switch style.activations {
      case .smoothTables, .arbitraryTables:
        description.tables.append(randomTable(role, style, using: &generator))
        description.activations.append(.table(description.tables.count - 1))
      case .clipped, .arbitraryClipped:
        description.activations.append(randomClipped(role, style, using: &generator))
      }
      made[role] = description.activations.count - 1
      return description.activations.count - 1
    }
  }
}

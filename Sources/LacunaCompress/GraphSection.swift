import LacunaFormat

/// The bytes of the graph and the strings section (`spec/graph.md`).
struct GraphSection {
  private(set) var graph: [UInt8] = []
  private(set) var strings: [UInt8] = []

  /// - Parameter codebooks: those of the matrices; empty for `int8`, and before it is known.
  init(_ plan: ModelPlan, codebooks: [[Int8]]) {
    for count in [
      plan.networks.count, plan.layers.count, plan.matrices.count, plan.biases.count,
      plan.activations.count, plan.tables.count, plan.vocabularies.count,
    ] {
      append(UInt16(count))
    }
    pad(to: 32)
    for network in plan.networks { append(network) }
    for layer in plan.layers { append(layer) }
    for (matrix, codebook) in zip(plan.matrices, codebooks) { append(matrix, codebook) }
    for bias in plan.biases {
      append(UInt32(bias.values.count))
      append(Int8(bias.exponent))
      pad(to: graph.count + 11)
    }
    for activation in plan.activations { append(activation, tables: plan.tables) }
  }

  private mutating func append<Number: FixedWidthInteger>(_ number: Number) {
    graph += littleEndianBytes(number)
  }

  private mutating func append(index: Int?) {
    append(index.map { UInt16($0) } ?? 0xFFFF)
  }

  private mutating func pad(to count: Int) {
    graph += [UInt8](repeating: 0, count: count - graph.count)
  }

  private mutating func append(name: String) {
    append(UInt32(strings.count))
    append(UInt16(name.utf8.count))
    strings += Array(name.utf8)
  }

  private mutating func append(_ network: ModelPlan.Network) {
    let end = graph.count + 32
    append(name: network.name)
    append(UInt16(network.layerCount))
    append(index: network.vocabulary)
    pad(to: end)
  }

  private mutating func append(_ layer: LayerPlan) {
    let end = graph.count + 64
    append(layer.kind.rawValue)
    append(layer.direction.rawValue)
    append(layer.reset.rawValue)
    append(layer.output.rawValue)
    append(UInt32(layer.inputSize))
    append(UInt32(layer.outputSize))
    append(index: layer.matrix)
    append(index: layer.recurrentMatrix)
    append(index: layer.projection?.matrix)
    append(index: layer.bias)
    for slot in 0..<6 {
      append(index: slot < layer.activations.count ? layer.activations[slot] : nil)
    }
    append(UInt32(layer.denseBiasCount))
    append(UInt32(layer.projection?.hiddenSize ?? 0))
    pad(to: end)
  }

  private mutating func append(_ matrix: MatrixPlan, _ codebook: [Int8]) {
    let end = graph.count + 64
    append(name: matrix.name)
    switch matrix.encoding {
    case .terms(let k, let g):
      graph += [Encoding.terms.rawValue, matrix.axis.rawValue]
      graph += [UInt8(g.trailingZeroBitCount), UInt8(k)]
    case .codes: graph += [Encoding.codes.rawValue, 0, 0, 0]
    case .int8: graph += [Encoding.int8.rawValue, 0, 0, 0]
    }
    append(UInt16(0))
    append(UInt32(matrix.rows))
    append(UInt32(matrix.columns))
    pad(to: end - 32)
    for value in codebook { append(value) }
    pad(to: end)
  }

  private mutating func append(_ activation: ActivationPlan, tables: [ActivationTable]) {
    let end = graph.count + 16
    switch activation {
    case .table(let table):
      append(ActivationKind.table.rawValue)
      append(UInt8(0))
      append(index: tables.firstIndex(of: table))
    case .clipped(let shift, let offset, let low, let high):
      append(ActivationKind.clipped.rawValue)
      append(UInt8(shift))
      append(index: nil)
      append(offset)
      append(low)
      append(high)
    }
    pad(to: end)
  }
}

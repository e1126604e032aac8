import LacunaFormat

/// A network with the names of the arrays that its layers are made of.
struct ExportedNetwork {
  let name: String
  let vocabulary: Int?
  var layers: [ExportedLayer]
}

/// A layer's record, and the names of its arrays.
struct ExportedLayer {
  let record: LayerRecord
  let biases: [String]
}

/// Finds names for all arrays, and cuts biases as the dense source had them.
struct ExportPlanner: ~Escapable {
  private let model: ModelView
  private(set) var arrays: [ExportedArray] = []
  private(set) var networks: [ExportedNetwork] = []
  private var names: Set<String> = []
  /// The last number that was put after a name to tell it from others.
  private var copies: [String: Int] = [:]
  private var isExported: [Bool]
  private var exportedBiases: [BiasUse: [String]] = [:]

  @_lifetime(copy model)
  init(_ model: ModelView) {
    self.model = model
    isExported = [Bool](repeating: false, count: model.layout.matrixCount)
  }

  @_lifetime(self: copy self)
  mutating func plan() throws(ExportError) {
    // Matrices keep their names, so all of these are taken before a bias gets one.
    for index in 0..<model.layout.matrixCount {
      let name = matrixName(index)
      guard names.insert(name).inserted else { throw .duplicateName(name) }
    }
    var layer = 0
    for index in 0..<model.layout.networkCount {
      let record = model.network(at: index, firstLayer: layer)
      var network = ExportedNetwork(
        name: decoded(model.networkName(at: index)), vocabulary: record.vocabulary, layers: [])
      for _ in 0..<record.layerCount {
        network.layers.append(plan(model.layer(at: layer)))
        layer += 1
      }
      networks.append(network)
    }
  }

  func matrixName(_ index: Int) -> String {
    decoded(model.utf8(of: model.matrix(at: index).name))
  }

  @_lifetime(self: copy self)
  private mutating func plan(_ record: LayerRecord) -> ExportedLayer {
    for matrix in [record.matrix, record.recurrentMatrix, record.projection].compactMap({ $0 }) {
      guard !isExported[matrix] else { continue }
      isExported[matrix] = true
      arrays.append(ExportedArray(name: matrixName(matrix), source: .matrix(matrix)))
    }
    return ExportedLayer(record: record, biases: biasNames(of: record))
  }

  /// Names of the layer's biases. Layers that share one share its arrays too: thousands of layers may
  /// share one of millions of values.
  @_lifetime(self: copy self)
  private mutating func biasNames(of record: LayerRecord) -> [String] {
    guard let use = BiasUse(record) else { return [] }
    if let known = exportedBiases[use] { return known }
    var names: [String] = []
    for (slot, values) in biasVectors(of: record, at: use.bias).enumerated() {
      let name = biasName(of: record, slot: slot)
      arrays.append(ExportedArray(name: name, source: .values(values)))
      names.append(name)
    }
    exportedBiases[use] = names
    return names
  }

  /// One or two vectors, as the source had.
  ///
  /// The file has sums. Where the source had an input and a recurrent bias, the recurrent one is
  /// zeros, except that a GRU with reset after has a recurrent bias of its own for the candidate.
  private func biasVectors(of record: LayerRecord, at index: Int) -> [[Float]] {
    let bias = model.bias(at: index)
    let bytes = model.biasValues(of: index)
    let step = Float(sign: .plus, exponent: bias.exponent, significand: 1)
    let values = (0..<bias.count).map { Float(bytes.int16(at: 2 * $0)) * step }
    let rows = record.gateCount * record.hiddenSize
    guard rows > 0 else { return [values] }
    let zeros = [Float](repeating: 0, count: rows)
    let (input, recurrent) =
      values.count == rows
      ? (values, zeros)
      : (
        Array(values[..<rows]),
        Array(zeros[..<(2 * record.hiddenSize)] + values[rows...])
      )
    let hasTwo = Int(record.denseBiasCount) == 2 * rows || recurrent.contains { $0 != 0 }
    return hasTwo ? [input, recurrent] : [input]
  }

  /// A name like PyTorch's, made of the matrix's, that no other array has.
  @_lifetime(self: copy self)
  private mutating func biasName(of record: LayerRecord, slot: Int) -> String {
    let matrix = matrixName(slot == 0 ? record.matrix : record.recurrentMatrix ?? record.matrix)
    let parts = matrix.split(separator: "weight", omittingEmptySubsequences: false)
    let base =
      parts.count > 1
      ? parts.dropLast().joined(separator: "weight") + "bias" + parts[parts.count - 1]
      : matrix + (record.gateCount == 0 ? ".bias" : slot == 0 ? ".bias" : ".recurrent_bias")
    var name = base
    var copy = copies[base] ?? 1
    while !names.insert(name).inserted {
      copy += 1
      name = "\(base)#\(copy)"
    }
    copies[base] = copy
    return name
  }
}

/// A bias, and what decides as which vectors a layer has it.
private struct BiasUse: Hashable {
  let bias: Int
  private let rows: Int
  private let hasTwo: Bool

  init?(_ record: LayerRecord) {
    guard let bias = record.bias else { return nil }
    self.bias = bias
    rows = record.gateCount * record.hiddenSize
    hasTwo = Int(record.denseBiasCount) == 2 * rows
  }
}

/// The text of UTF-8 bytes that were validated.
func decoded(_ bytes: RawSpan) -> String {
  var copy: [UInt8] = []
  copy.reserveCapacity(bytes.byteCount)
  for offset in 0..<bytes.byteCount { copy.append(bytes.byte(at: offset)) }
  return String(decoding: copy, as: UTF8.self)
}

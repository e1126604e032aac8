/// A file parsed from its bytes alone, for files that are known to be valid.
///
/// A layer holds copies of all that it uses, so that nothing is left to look up while it runs.
package struct OracleModel {
  package var networks: [OracleNetwork] = []
  package let matrices: [OracleMatrix]

  package init(file: [UInt8]) {
    let reader = OracleFileReader(file: file)
    let graph = reader.section(0)
    let counts = (0..<7).map { graph.unsigned(at: 2 * $0, size: 2) }
    let (networkCount, layerCount, matrixCount) = (counts[0], counts[1], counts[2])
    let (biasCount, activationCount) = (counts[3], counts[4])

    let layersAt = 32 + 32 * networkCount
    let matricesAt = layersAt + 64 * layerCount
    let biasesAt = matricesAt + 64 * matrixCount
    let activationsAt = biasesAt + 16 * biasCount

    matrices = (0..<matrixCount).map { reader.matrix($0, record: matricesAt + 64 * $0) }
    let firstBias = 2 + 2 * matrixCount
    let biases = (0..<biasCount).map {
      reader.bias(section: firstBias + $0, record: biasesAt + 16 * $0)
    }
    let activations = (0..<activationCount).map {
      reader.activation(firstTable: firstBias + biasCount, record: activationsAt + 16 * $0)
    }

    var layer = 0
    for network in 0..<networkCount {
      let record = 32 + 32 * network
      let nameAt = graph.unsigned(at: record, size: 4)
      let nameEnd = nameAt + graph.unsigned(at: record + 4, size: 2)
      let name = String(decoding: reader.section(1)[nameAt..<nameEnd], as: UTF8.self)
      var layers: [OracleLayer] = []
      for _ in 0..<graph.unsigned(at: record + 6, size: 2) {
        layers.append(
          OracleLayer(
            record: Array(graph[(layersAt + 64 * layer)..<(layersAt + 64 * (layer + 1))]),
            matrices: matrices, biases: biases, activations: activations))
        layer += 1
      }
      networks.append(OracleNetwork(name: name, layers: layers))
    }
  }
}

package struct OracleNetwork {
  package var name: String
  package var layers: [OracleLayer]

  /// Whether a layer reads backward.
  package var needsWholeSequence: Bool { layers.contains { $0.direction != 0 } }

  /// Values of the last layer, and of the one that it stands beside.
  package var outputSize: Int {
    let last = layers[layers.count - 1]
    return last.outputSize + (last.direction == 2 ? layers[layers.count - 2].outputSize : 0)
  }
}

package struct OracleBias {
  package var exponent: Int
  package var values: [Int]
}

/// A layer with its matrices, bias and activations in place.
package struct OracleLayer {
  package var kind: Int
  package var direction: Int
  package var reset: Int
  package var output: Int
  package var inputSize: Int
  package var outputSize: Int
  package var matrix: OracleMatrix
  package var recurrentMatrix: OracleMatrix?
  package var projection: OracleMatrix?
  /// Units: the projection's columns, or the outputs.
  package var hiddenSize: Int
  package var bias: OracleBias?
  package var activations: [OracleActivation]

  package init(
    record: [UInt8], matrices: [OracleMatrix], biases: [OracleBias],
    activations all: [OracleActivation]
  ) {
    func index(_ offset: Int) -> Int? {
      let index = record.unsigned(at: offset, size: 2)
      return index == 0xFFFF ? nil : index
    }
    kind = Int(record[0])
    direction = Int(record[1])
    reset = Int(record[2])
    output = Int(record[3])
    inputSize = record.unsigned(at: 4, size: 4)
    outputSize = record.unsigned(at: 8, size: 4)
    matrix = matrices[record.unsigned(at: 12, size: 2)]
    recurrentMatrix = index(14).map { matrices[$0] }
    projection = index(16).map { matrices[$0] }
    hiddenSize = projection == nil ? outputSize : record.unsigned(at: 36, size: 4)
    bias = index(18).map { biases[$0] }
    activations = (0..<6).compactMap { index(20 + 2 * $0) }.map { all[$0] }
  }

  /// The bias of value `index` with `fraction` bits after the point, 0 without a bias.
  package func bias(_ index: Int, fraction: Int) -> Int {
    guard let bias else { return 0 }
    return OracleArithmetic.bias(bias.values[index], exponent: bias.exponent, fraction: fraction)
  }
}

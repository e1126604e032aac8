extension ModelDescription {
  /// The graph section: a header and five arrays of records (spec/graph.md).
  package func graphBytes() -> [UInt8] {
    let layers = networks.flatMap(\.layers)
    var bytes: [UInt8] = []
    bytes.append(networks.count, size: 2)
    bytes.append(layers.count, size: 2)
    bytes.append(matrices.count, size: 2)
    bytes.append(biases.count, size: 2)
    bytes.append(activations.count, size: 2)
    bytes.append(tables.count, size: 2)
    bytes.append(vocabularies.count, size: 2)
    bytes.appendZeros(18)

    var nameOffset = 0
    for network in networks {
      bytes.append(nameOffset, size: 4)
      bytes.append(network.name.utf8.count, size: 2)
      bytes.append(network.layers.count, size: 2)
      bytes.appendIndex(network.vocabulary)
      bytes.appendZeros(22)
      nameOffset += network.name.utf8.count
    }
    for layer in layers { bytes += layer.record() }
    for matrix in matrices {
      bytes += matrix.record(nameOffset: nameOffset)
      nameOffset += matrix.name.utf8.count
    }
    for bias in biases {
      bytes.append(bias.values.count, size: 4)
      bytes.append(bias.exponent, size: 1)
      bytes.appendZeros(11)
    }
    for activation in activations { bytes += activation.record() }
    return bytes
  }
}

extension [UInt8] {
  fileprivate mutating func appendIndex(_ index: Int?) {
    append(index ?? 0xFFFF, size: 2)
  }
}

extension LayerDescription {
  fileprivate func record() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(kind.rawValue, size: 1)
    bytes.append(direction, size: 1)
    bytes.append(reset, size: 1)
    bytes.append(output, size: 1)
    bytes.append(inputSize, size: 4)
    bytes.append(outputSize, size: 4)
    bytes.appendIndex(matrix)
    bytes.appendIndex(recurrentMatrix)
    bytes.appendIndex(projection)
    bytes.appendIndex(bias)
    for slot in 0..<6 { bytes.appendIndex(slot < activations.count ? activations[slot] : nil) }
    bytes.append(denseBiasCount, size: 4)
    bytes.append(hiddenSize, size: 4)
    bytes.appendZeros(24)
    return bytes
  }
}

extension MatrixDescription {
  fileprivate func record(nameOffset: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(nameOffset, size: 4)
    bytes.append(name.utf8.count, size: 2)
    bytes.append(encoding.code, size: 1)
    if case .terms(let axis, let groupLog2, let k) = encoding {
      bytes.append(axis.rawValue, size: 1)
      bytes.append(groupLog2, size: 1)
      bytes.append(k, size: 1)
    } else {
      bytes.appendZeros(3)
    }
    bytes.appendZeros(2)
    bytes.append(rows, size: 4)
    bytes.append(columns, size: 4)
    bytes.appendZeros(12)
    for value in codebook { bytes.append(value, size: 1) }
    return bytes
  }
}

extension ActivationDescription {
  fileprivate func record() -> [UInt8] {
    var bytes: [UInt8] = []
    switch self {
    case .table(let table):
      bytes.append(1, size: 1)
      bytes.append(0, size: 1)
      bytes.append(table, size: 2)
      bytes.appendZeros(12)
    case .clipped(let shift, let offset, let low, let high):
      bytes.append(2, size: 1)
      bytes.append(shift, size: 1)
      bytes.appendIndex(nil)
      bytes.append(offset, size: 2)
      bytes.append(low, size: 2)
      bytes.append(high, size: 2)
      bytes.appendZeros(6)
    }
    return bytes
  }
}

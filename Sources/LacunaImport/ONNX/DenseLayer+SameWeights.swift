import LacunaDense

extension DenseLayer {
  /// Whether both layers have matrices and biases of the same shapes and bits. O(weights).
  func hasWeights(of other: DenseLayer) -> Bool {
    matrices.elementsEqual(other.matrices, by: { $0.hasBits(of: $1) })
      && biases.elementsEqual(other.biases) { bits($0) == bits($1) }
  }

  /// Biases as the layer adds them.
  private var biases: [[Float]] {
    switch self {
    case .embedding: []
    case .lstm(let lstm): [lstm.bias]
    case .gru(let gru): [gru.inputBias, gru.recurrentBias]
    case .linear(let linear): linear.bias.map { [$0] } ?? []
    }
  }
}

extension DenseMatrix {
  fileprivate func hasBits(of other: DenseMatrix) -> Bool {
    rows == other.rows && columns == other.columns
      && (0..<rows).allSatisfy { bits(row($0)) == bits(other.row($0)) }
  }

  private func row(_ index: Int) -> [Float] {
    var values = [Float](repeating: 0, count: columns)
    var span = values.mutableSpan
    readRow(index, into: &span)
    return values
  }
}

/// NaN, too, is equal to itself.
private func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }

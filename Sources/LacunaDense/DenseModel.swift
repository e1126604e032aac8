/// Everything that one source describes: one network, or several.
public struct DenseModel: Sendable {
  public let networks: [DenseNetwork]

  public init(networks: [DenseNetwork]) {
    self.networks = networks
  }

  /// Bytes of the model as float32: each matrix once, and biases as the source has them.
  public var denseByteCount: Int {
    byteCount { _ in true }
  }

  /// The recurrent layers' part of `denseByteCount`.
  public var recurrentDenseByteCount: Int {
    byteCount(where: \.isRecurrent)
  }

  private func byteCount(where isCounted: (DenseLayer) -> Bool) -> Int {
    var seen: Set<DenseMatrix.Identity> = []
    var values = 0
    for layer in networks.flatMap(\.layers) where isCounted(layer) {
      for matrix in layer.matrices where seen.insert(matrix.identity).inserted {
        values += matrix.rows * matrix.columns
      }
      values += layer.sourceBiasCount
    }
    return values * 4
  }
}

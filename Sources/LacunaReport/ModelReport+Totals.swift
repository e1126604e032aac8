import LacunaFormat

extension ModelReport {
  /// A model's size, dense and in the file.
  public struct Totals: Sendable, Equatable {
    /// Weights of matrices, each matrix once.
    public let weightCount: Int
    /// Bytes as float32: the weights, and biases as the dense source had them.
    public let denseByteCount: Int
    /// Bytes in the file.
    public let byteCount: Int

    /// How many times smaller than dense; nil when there is nothing to count.
    public var ratio: Double? {
      byteCount == 0 ? nil : Double(denseByteCount) / Double(byteCount)
    }

    /// All of ``byteCount``, in bits for each weight; nil when there is nothing to count.
    public var bitsPerWeight: Double? {
      weightCount == 0 ? nil : Double(8 * byteCount) / Double(weightCount)
    }

    /// The whole file.
    init(matrices: [Matrix], layers: [Layer], byteCount: Int) {
      weightCount = matrices.reduce(0) { $0 + $1.weightCount }
      denseByteCount = 4 * (weightCount + layers.reduce(0) { $0 + $1.denseBiasCount })
      self.byteCount = byteCount
    }

    /// What recurrent layers use, each thing once: matrices with their row exponents, codebooks and
    /// biases, all with padding. Activation tables and the graph are the whole file's.
    init(recurrentLayersOf layers: [Layer], matrices: [Matrix], biasByteCount: (Int) -> Int) {
      let recurrent = layers.filter(\.isRecurrent)
      let used = Set(recurrent.flatMap(\.matrices)).map { matrices[$0] }
      let biases = Set(recurrent.compactMap(\.bias))
      weightCount = used.reduce(0) { $0 + $1.weightCount }
      denseByteCount = 4 * (weightCount + recurrent.reduce(0) { $0 + $1.denseBiasCount })
      byteCount =
        used.reduce(0) { $0 + $1.byteCount + ($1.codebook.isEmpty ? 0 : 32) }
        + biases.reduce(0) { $0 + biasByteCount($1) }
    }
  }
}

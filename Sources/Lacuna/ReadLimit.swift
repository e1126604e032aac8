internal import CLacunaKernels
internal import LacunaFormat

extension Model {
  /// Reads every byte of weights and row exponents that a step of a network reads, with the widest
  /// loads that the machine has.
  ///
  /// What it takes is the least that a step could take. A matrix that two layers share counts twice,
  /// an embedding not at all. O(bytes).
  public func readWeights(network index: Int) {
    forEachWeights(network: index) { bytes in
      _ = unsafe lacuna_read(bytes.uint8Address, bytes.byteCount)
    }
  }

  /// How many bytes ``readWeights(network:)`` reads. O(layers).
  public func weightsByteCount(network index: Int) -> Int {
    var count = 0
    forEachWeights(network: index) { count += $0.byteCount }
    return count
  }

  private func forEachWeights(network index: Int, _ body: (RawSpan) -> Void) {
    let view = view
    let network = view.network(at: index)
    func hand(_ matrix: Int) {
      body(view.weights(of: matrix))
      body(view.rowExponents(of: matrix))
    }
    for layerIndex in network.firstLayer..<(network.firstLayer + network.layerCount) {
      let layer = view.layer(at: layerIndex)
      if layer.kind == .embedding { continue }
      // No array of them: this is timed.
      hand(layer.matrix)
      if let recurrent = layer.recurrentMatrix { hand(recurrent) }
      if let projection = layer.projection { hand(projection) }
    }
  }
}

internal import CLacunaKernels
internal import LacunaFormat

extension Model {
  /// Reads every byte of weights and row exponents that a step of a network reads, with the widest
  /// loads that the machine has, and returns how many there are.
  ///
  /// What it takes is the least that a step could take. A matrix that two layers share counts twice,
  /// an embedding not at all.
  public func readWeights(network index: Int) -> Int {
    let view = view
    let network = view.network(at: index)
    var count = 0
    for layerIndex in network.firstLayer..<(network.firstLayer + network.layerCount) {
      let layer = view.layer(at: layerIndex)
      if layer.kind == .embedding { continue }
      count += Self.read(view.weights(of: layer.matrix))
      count += Self.read(view.rowExponents(of: layer.matrix))
      guard let recurrent = layer.recurrentMatrix else { continue }
      count += Self.read(view.weights(of: recurrent))
      count += Self.read(view.rowExponents(of: recurrent))
    }
    return count
  }

  private static func read(_ bytes: RawSpan) -> Int {
    _ = unsafe lacuna_read(bytes.uint8Address, bytes.byteCount)
    return bytes.byteCount
  }
}

// Layers that take the same input: one alone, or a forward and a backward one (`spec/graph.md`, Layer).

extension ModelView {
  /// The layers that take the same input as the layer at `index`, which is the first of them: one, or
  /// two where a backward one stands beside it. `index` is one of the network's layers. O(1).
  public func stage(at index: Int, in network: NetworkRecord) -> Range<Int> {
    let end = network.firstLayer + network.layerCount
    let hasBeside = index + 1 < end && layer(at: index + 1).direction == .backwardBeside
    return index..<(index + (hasBeside ? 2 : 1))
  }

  /// The layers that give the network's output. O(1).
  public func lastStage(of network: NetworkRecord) -> Range<Int> {
    let last = network.firstLayer + network.layerCount - 1
    return layer(at: last).direction == .backwardBeside
      ? (last - 1)..<(last + 1) : last..<(last + 1)
  }

  /// Values that a stage gives each step, those of a forward layer first. O(1).
  public func outputSize(of stage: Range<Int>) -> Int {
    var size = 0
    for index in stage { size += layer(at: index).outputSize }
    return size
  }

  /// Whether a layer of the network reads backward, so that no step can be made before the last is
  /// known. O(layers).
  public func needsWholeSequence(_ network: NetworkRecord) -> Bool {
    for index in network.firstLayer..<(network.firstLayer + network.layerCount)
    where layer(at: index).direction.isBackward {
      return true
    }
    return false
  }
}

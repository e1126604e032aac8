public import LacunaFormat

/// Where the parts of a session are in its memory. It is worked out once, and may be kept from step to
/// step (``Session/layout``).
public struct SessionLayout: Sendable {
  let network: NetworkRecord
  /// Streams that step together.
  let streams: Int
  /// Values of the network's last layer, or of its last two where they stand beside one another.
  let outputSize: Int
  /// Whether a layer reads backward.
  let needsWholeSequence: Bool
  /// A layer's input, when it is not a hidden state.
  let vector: StreamRegion<Int8>
  /// The state times the reset gate (GRU with reset before), of one stream at a time.
  let resetVector: Region<Int8>
  /// The hidden state before its projection.
  let unprojected: StreamRegion<Int8>
  /// Sums of the input product, embedding values, and at last the output.
  let sums: StreamRegion<Int32>
  /// Sums of the recurrent product.
  let recurrentSums: StreamRegion<Int32>
  /// The exponent of each stream's vector.
  let exponents: Region<Int32>
  /// Preactivations, then gates, of one stream at a time.
  let gates: Region<Int16>
  /// What the cell's activation is taken of, of one stream at a time.
  let doubled: Region<Int16>
  /// A part of a linear layer's output while its activation is applied.
  let activationPart: Region<Int16>
  /// Bytes in all, states included.
  let byteCount: Int
  private let scratch: RegionAllocator

  /// Works out the layout. `network` must be below the model's network count, and `streams` at least
  /// 1. O(layers).
  public init(model: ModelView, network index: Int, streams: Int = 1) {
    let network = model.network(at: index)
    var (vector, hidden, resets, unprojected, sums, recurrentSums) = (0, 0, 0, 0, 0, 0)
    for layerIndex in network.firstLayer..<(network.firstLayer + network.layerCount) {
      let layer = model.layer(at: layerIndex)
      switch layer.kind {
      case .embedding:
        vector = max(vector, layer.outputSize)
        sums = max(sums, layer.outputSize)
      case .linear:
        vector = max(vector, layer.inputSize, layer.outputSize)
        sums = max(sums, layer.outputSize)
      case .lstm, .gru:
        vector = max(vector, layer.inputSize)
        hidden = max(hidden, layer.hiddenSize)
        if layer.kind == .gru, layer.reset == .before { resets = max(resets, layer.hiddenSize) }
        if layer.projection != nil { unprojected = max(unprojected, layer.hiddenSize) }
        sums = max(sums, layer.gateCount * layer.hiddenSize, layer.outputSize)
        recurrentSums = max(recurrentSums, layer.gateCount * layer.hiddenSize)
      }
    }
    var allocator = RegionAllocator()
    self.network = network
    self.streams = streams
    self.outputSize = model.outputSize(of: model.lastStage(of: network))
    self.needsWholeSequence = model.needsWholeSequence(network)
    self.vector = allocator.allocate(vectorCapacity(vector), for: streams)
    self.resetVector = allocator.allocate(resets == 0 ? 0 : vectorCapacity(resets))
    self.unprojected = allocator.allocate(
      unprojected == 0 ? 0 : vectorCapacity(unprojected), for: streams)
    self.sums = allocator.allocate(sumsCapacity(sums), for: streams)
    self.recurrentSums = allocator.allocate(sumsCapacity(recurrentSums), for: streams)
    self.exponents = allocator.allocate(streams)
    self.gates = allocator.allocate(4 * hidden)
    self.doubled = allocator.allocate(hidden)
    self.activationPart = allocator.allocate(256)
    self.scratch = allocator
    for layerIndex in network.firstLayer..<(network.firstLayer + network.layerCount) {
      _ = Self.state(of: model.layer(at: layerIndex), streams: streams, &allocator)
    }
    self.byteCount = allocator.byteCount
  }

  /// An allocator that gives out the states, one call of ``state(of:streams:_:)`` for each layer in
  /// turn.
  var states: RegionAllocator { scratch }

  /// The state of the next layer, or nil for one that has none.
  static func state(
    of layer: LayerRecord, streams: Int, _ allocator: inout RegionAllocator
  ) -> RecurrentState? {
    guard layer.gateCount > 0 else { return nil }
    return RecurrentState(of: layer, streams: streams, &allocator)
  }

  /// The state of recurrent layer `index`, counted from 0 within the network. O(layers).
  func state(ofRecurrentLayer index: Int, in model: ModelView) -> RecurrentState? {
    var (allocator, next) = (states, 0)
    for layerIndex in network.firstLayer..<(network.firstLayer + network.layerCount) {
      guard
        let state = Self.state(of: model.layer(at: layerIndex), streams: streams, &allocator)
      else { continue }
      if next == index { return state }
      next += 1
    }
    return nil
  }
}

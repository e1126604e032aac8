public import LacunaFormat

/// One or several streams of steps through a network: their states, and what a step needs, in memory
/// that the caller hands over. Integers only, no other memory, and no step can fail once its input is
/// checked.
///
/// Several streams step together and share each look at the weights; each gives the same integers as
/// it would alone.
///
/// ```
/// var session = try Session(model: model, network: 0, memory: memory, kernels: ScalarKernels())
/// try session.step(token: 42)
/// let best = session.output[0]  // times 2^session.outputExponent
/// ```
public struct Session<K: Kernels>: ~Copyable, ~Escapable {
  let model: ModelView
  /// Where its parts are in the memory; with it ``init(continuing:layout:memory:kernels:)`` goes on
  /// without working it out again.
  public let layout: SessionLayout
  let workspace: Workspace
  let kernels: K

  /// Bytes of memory that a session of a network takes; no alignment is asked for. O(layers).
  ///
  /// `network` must be below the model's network count, and `streams` at least 1.
  public static func byteCount(model: ModelView, network: Int, streams: Int = 1) -> Int {
    SessionLayout(model: model, network: network, streams: streams).byteCount
      + Workspace.alignment
  }

  /// Makes a session with all states zero.
  ///
  /// Throws ``StepError/noSuchNetwork(index:count:)``, ``StepError/streamCount(expected:found:)`` and
  /// ``StepError/memoryTooSmall(needed:found:)``. O(memory).
  @_lifetime(copy model, copy memory)
  public init(
    model: ModelView, network: Int, streams: Int = 1, memory: consuming MutableRawSpan, kernels: K
  ) throws(StepError) {
    for offset in 0..<memory.byteCount {
      memory.storeBytes(of: UInt8(0), toByteOffset: offset, as: UInt8.self)
    }
    try self.init(
      resuming: model, network: network, streams: streams, memory: memory, kernels: kernels)
  }

  /// Makes a session from memory that a session of the same network and as many streams has used
  /// before, at the same address, and goes on from its state. O(layers).
  @_lifetime(copy model, copy memory)
  public init(
    resuming model: ModelView, network: Int, streams: Int = 1, memory: consuming MutableRawSpan,
    kernels: K
  ) throws(StepError) {
    guard network >= 0, network < model.layout.networkCount else {
      throw .noSuchNetwork(index: network, count: model.layout.networkCount)
    }
    guard streams >= 1 else { throw .streamCount(expected: 1, found: streams) }
    let layout = SessionLayout(model: model, network: network, streams: streams)
    try self.init(continuing: model, layout: layout, memory: memory, kernels: kernels)
  }

  /// Goes on with a session of the same model by its ``layout``, in the memory that it had, at the
  /// same address.
  ///
  /// Throws ``StepError/memoryTooSmall(needed:found:)``. O(1).
  @_lifetime(copy model, copy memory)
  public init(
    continuing model: ModelView, layout: SessionLayout, memory: consuming MutableRawSpan,
    kernels: K
  ) throws(StepError) {
    guard memory.byteCount >= layout.byteCount + Workspace.alignment else {
      throw .memoryTooSmall(
        needed: layout.byteCount + Workspace.alignment, found: memory.byteCount)
    }
    self.model = model
    self.layout = layout
    self.workspace = Workspace(memory)
    self.kernels = kernels
  }

  /// Values that the network gives each step: those of its last layer, or of its last two where they
  /// stand beside one another.
  public var outputCount: Int { layout.outputSize }

  /// The last layer's output, once a step has been made: integers in units of `2^outputExponent`.
  /// Of several streams, the first one's.
  public var output: Span<Int32> {
    @_lifetime(borrow self)
    get { output(ofStream: 0) }
  }

  /// The last layer's output of one stream, whose index must be below the number of streams.
  @_lifetime(borrow self)
  public func output(ofStream index: Int) -> Span<Int32> {
    precondition(index >= 0 && index < layout.streams)
    return workspace.span(layout.sums[index].elements(from: 0, count: outputLayer.outputSize))
  }

  /// Streams that step together.
  public var streams: Int { layout.streams }

  /// The exponent of the output.
  public var outputExponent: Int { outputLayer.outputExponent }

  private var outputLayer: LayerRecord {
    model.layer(at: layout.network.firstLayer + layout.network.layerCount - 1)
  }
}

extension LayerRecord {
  /// The exponent of the layer's output where it is a network's last: -16 (linear, and LSTM with a
  /// projection), -7 (LSTM) or -15 (GRU).
  public var outputExponent: Int {
    switch kind {
    case .linear, .embedding: -16
    case .lstm: projection == nil ? -7 : -16
    case .gru: -15
    }
  }
}

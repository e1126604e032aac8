public import LacunaEngine
public import LacunaFormat

/// A stream of steps through one network of a model, with memory of its own.
///
/// Memory is taken once, when the session is made; a step takes none.
@safe
public struct InferenceSession: ~Copyable {
  /// The model, which stays mapped as long as the session lives.
  public let model: Model
  /// The network's index in the file.
  public let network: Int
  public let kernels: KernelSet
  /// Numbers in the last layer's output.
  public let outputCount: Int
  /// What the output's integers are in units of: `2^outputExponent`.
  public let outputExponent: Int
  private let memory: UnsafeMutableRawBufferPointer

  /// Makes a session with all states zero.
  ///
  /// Throws ``StepError/noSuchNetwork(index:count:)``. O(memory).
  public init(_ model: Model, network: Int = 0, kernels: KernelSet = .best) throws(StepError) {
    let view = model.view
    guard network >= 0, network < view.layout.networkCount else {
      throw .noSuchNetwork(index: network, count: view.layout.networkCount)
    }
    let byteCount = Session<KernelSet>.byteCount(model: view, network: network)
    unsafe self.memory = .allocate(byteCount: byteCount, alignment: 64)
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0)
    self.model = model
    self.network = network
    self.kernels = kernels
    let record = view.network(at: network)
    let last = view.layer(at: record.firstLayer + record.layerCount - 1)
    self.outputCount = last.outputSize
    self.outputExponent = last.outputExponent
  }

  deinit {
    unsafe memory.deallocate()
  }

  /// Bytes of memory that the session took.
  public var byteCount: Int { unsafe memory.count }

  /// Makes all states zero again.
  public mutating func reset() {
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0)
  }

  /// One step of a network that takes token ids. Throws a ``StepError`` for an id that it has not, and
  /// for a network that takes features. O(terms).
  public mutating func step(token: Int) throws(StepError) {
    var session = try engineSession()
    try session.step(token: token)
  }

  /// One step of a network that takes features. Throws a ``StepError`` when there are not as many as
  /// the network takes, or one is not finite. O(terms).
  public mutating func step(features: Span<Float>) throws(StepError) {
    var session = try engineSession()
    try session.step(features: features)
  }

  /// One step, observed.
  public mutating func step<Observer: ProductObserver>(
    token: Int, observer: inout Observer
  ) throws(StepError) {
    var session = try engineSession()
    try session.step(token: token, observer: &observer)
  }

  /// One step, observed.
  public mutating func step<Observer: ProductObserver>(
    features: Span<Float>, observer: inout Observer
  ) throws(StepError) {
    var session = try engineSession()
    try session.step(features: features, observer: &observer)
  }

  /// The last layer's output as integers in units of `2^outputExponent`.
  public func withOutput<Result>(_ body: (Span<Int32>) -> Result) -> Result {
    guard let session = try? engineSession() else { return body(Span()) }
    return body(session.output)
  }

  /// The last layer's output as floats. O(outputs), and allocates; see ``withOutput(_:)``.
  public var output: [Float] {
    let scale = Float(sign: .plus, exponent: outputExponent, significand: 1)
    return withOutput { output in
      (0..<output.count).map { Float(output[$0]) * scale }
    }
  }

  /// The kinds and hidden sizes of the recurrent layers, in order.
  public var recurrentLayers: [(kind: LayerKind, hiddenSize: Int)] {
    guard let session = try? engineSession() else { return [] }
    var layers: [(kind: LayerKind, hiddenSize: Int)] = []
    while let layer = session.recurrentLayer(at: layers.count) { layers.append(layer) }
    return layers
  }

  /// A state as floats. Throws ``StepError/noSuchRecurrentLayer(index:)``.
  public func state(ofRecurrentLayer index: Int, _ part: StatePart) throws(StepError) -> [Float] {
    let session = try engineSession()
    guard let layer = session.recurrentLayer(at: index) else {
      throw .noSuchRecurrentLayer(index: index)
    }
    var values = [Int32](repeating: 0, count: layer.hiddenSize)
    var span = values.mutableSpan
    try session.readState(ofRecurrentLayer: index, part, into: &span)
    let exponent = Session<KernelSet>.stateExponent(layer.kind, part)
    let scale = Float(sign: .plus, exponent: exponent, significand: 1)
    return values.map { Float($0) * scale }
  }

  /// Replaces a state by floats, rounded to nearest with ties to even and limited to what the format
  /// holds (`spec/arithmetic.md`). Throws a ``StepError`` where the layer or the number of values is
  /// wrong, or a value is not finite.
  public mutating func setState(
    ofRecurrentLayer index: Int, _ part: StatePart, to floats: [Float]
  ) throws(StepError) {
    var session = try engineSession()
    guard let layer = session.recurrentLayer(at: index) else {
      throw .noSuchRecurrentLayer(index: index)
    }
    let exponent = Session<KernelSet>.stateExponent(layer.kind, part)
    let scale = Double(sign: .plus, exponent: -exponent, significand: 1)
    let limit: Double = layer.kind == .lstm && part == .hidden ? 127 : 32_767
    let least = part == .cell ? -32_768 : -limit
    var values: [Int32] = []
    values.reserveCapacity(floats.count)
    for float in floats {
      guard float.isFinite else { throw .featureNotFinite }
      let rounded = (Double(float) * scale).rounded(.toNearestOrEven)
      values.append(Int32(min(max(rounded, least), limit)))
    }
    try session.writeState(ofRecurrentLayer: index, part, from: values.span)
  }

  /// The engine's session over this memory. It holds nothing of its own, so making it anew costs
  /// nothing to speak of.
  @_lifetime(borrow self)
  private func engineSession() throws(StepError) -> Session<KernelSet> {
    let span = unsafe MutableRawSpan(_unsafeBytes: memory)
    let session = try Session(
      resuming: model.view, network: network, memory: span, kernels: kernels)
    return unsafe _overrideLifetime(session, borrowing: self)
  }
}

public import LacunaEngine
internal import LacunaFormat

/// One or several streams of steps through one network of a model, with memory of their own.
///
/// Memory is taken once, when the session is made; a step takes none.
@safe
public struct InferenceSession: ~Copyable {
  /// The model, which stays mapped as long as the session lives.
  public let model: Model
  /// The network's index in the file.
  public let network: Int
  /// Streams that step together, and share each look at the weights.
  public let streams: Int
  public let kernels: KernelSet
  /// Whether a layer reads backward, so that the network runs over whole sequences only
  /// (``run(tokens:)``).
  public let needsWholeSequence: Bool
  /// Numbers in the last layer's output.
  public let outputCount: Int
  /// What the output's integers are in units of: `2^outputExponent`.
  public let outputExponent: Int
  private let memory: UnsafeMutableRawBufferPointer
  private let layout: SessionLayout
  private let rowSums: RowSums?

  /// Makes a session with all states zero.
  ///
  /// Throws `StepError.noSuchNetwork(index:count:)`, `StepError.streamCount(expected:found:)` for
  /// fewer than one stream or more than ``mostStreams``, and
  /// `StepError.memoryTooSmall(needed:found:)` past
  /// ``mostMemory(fileByteCount:streams:)``. O(memory + terms): some kernels want the sums of rows,
  /// which take 2 bytes a row more.
  public init(
    _ model: Model, network: Int = 0, streams: Int = 1, kernels: KernelSet = .best
  ) throws(StepError) {
    let view = model.view
    guard network >= 0, network < view.layout.networkCount else {
      throw .noSuchNetwork(index: network, count: view.layout.networkCount)
    }
    guard streams >= 1, streams <= Self.mostStreams else {
      throw .streamCount(expected: Self.mostStreams, found: streams)
    }
    let byteCount = Session<KernelSet>.byteCount(
      model: view, network: network, streams: streams)
    let mostMemory = Self.mostMemory(fileByteCount: view.bytes.byteCount, streams: streams)
    guard byteCount <= mostMemory else {
      throw .memoryTooSmall(needed: byteCount, found: mostMemory)
    }
    unsafe self.memory = .allocate(byteCount: byteCount, alignment: 64)
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0)
    self.model = model
    self.network = network
    self.streams = streams
    self.layout = SessionLayout(model: view, network: network, streams: streams)
    self.kernels = kernels
    self.rowSums = RowSums(view, network: view.network(at: network), kernels: kernels)
    let stage = view.lastStage(of: view.network(at: network))
    self.outputCount = view.outputSize(of: stage)
    self.outputExponent = view.layer(at: stage.lowerBound).outputExponent
    self.needsWholeSequence = view.needsWholeSequence(view.network(at: network))
  }

  /// The greatest number of streams in one session.
  public static let mostStreams = 4096

  /// The most memory that a session takes, in bytes: for each stream 16 MiB and 32 times the file.
  ///
  /// A network of layers that each have their own matrices needs far less; one whose layers share
  /// them could ask for any amount.
  public static func mostMemory(fileByteCount: Int, streams: Int) -> Int {
    let (bytes, tooMany) = (1 << 24 + 32 * min(fileByteCount, 1 << 40))
      .multipliedReportingOverflow(by: streams)
    return tooMany ? .max : bytes
  }

  deinit {
    unsafe memory.deallocate()
    rowSums?.deallocate()
  }

  /// Bytes of memory that the session took.
  public var byteCount: Int { unsafe memory.count + (rowSums?.byteCount ?? 0) }

  /// Makes all states zero again.
  public mutating func reset() {
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0)
  }

  /// One step of a network that takes token ids. Throws a `StepError` for an id that it has not, and
  /// for a network that takes features. O(terms).
  public mutating func step(token: Int) throws(StepError) {
    var session = try engineSession()
    try session.step(token: token)
  }

  /// One step of a network that takes features: of every stream, `[streams, features]`. Throws a
  /// `StepError` when there are not as many as the network takes, or one is not finite. O(terms).
  public mutating func step(features: Span<Float>) throws(StepError) {
    var session = try engineSession()
    try session.step(features: features)
  }

  /// One step of every stream, a token id for each. Throws as ``step(token:)`` does, and where there
  /// are not as many ids as streams. O(terms · streams).
  public mutating func step(tokens: Span<Int>) throws(StepError) {
    var session = try engineSession()
    try session.step(tokens: tokens)
  }

  /// One step of every stream, observed.
  public mutating func step<Observer: ProductObserver>(
    tokens: Span<Int>, observer: inout Observer
  ) throws(StepError) {
    var session = try engineSession()
    try session.step(tokens: tokens, observer: &observer)
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

  /// The last layer's output of one stream as integers in units of `2^outputExponent`. `stream` must
  /// be below ``streams``.
  public func withOutput<Result>(
    ofStream stream: Int = 0, _ body: (Span<Int32>) -> Result
  ) -> Result {
    guard let session = try? engineSession() else { return body(Span()) }
    return body(session.output(ofStream: stream))
  }

  /// The last layer's output as floats, of the first stream. O(outputs), and allocates; see
  /// ``withOutput(ofStream:_:)``.
  public var output: [Float] { output(ofStream: 0) }

  /// The last layer's output of one stream as floats. `stream` must be below ``streams``.
  public func output(ofStream stream: Int) -> [Float] {
    let scale = Float(sign: .plus, exponent: outputExponent, significand: 1)
    return withOutput(ofStream: stream) { output in
      (0..<output.count).map { Float(output[$0]) * scale }
    }
  }

  /// The recurrent layers, in order: what each remembers.
  public var recurrentLayers: [RecurrentLayer] {
    guard let session = try? engineSession() else { return [] }
    var layers: [RecurrentLayer] = []
    while let layer = session.recurrentLayer(at: layers.count) { layers.append(layer) }
    return layers
  }

  /// A state as floats. Throws `StepError.noSuchRecurrentLayer(index:)`.
  public func state(
    ofRecurrentLayer index: Int, _ part: StatePart, stream: Int = 0
  ) throws(StepError) -> [Float] {
    let session = try engineSession()
    guard let layer = session.recurrentLayer(at: index) else {
      throw .noSuchRecurrentLayer(index: index)
    }
    var values = [Int32](repeating: 0, count: layer.count(of: part))
    var span = values.mutableSpan
    try session.readState(ofRecurrentLayer: index, part, stream: stream, into: &span)
    let scale = Float(sign: .plus, exponent: layer.exponent(of: part), significand: 1)
    return values.map { Float($0) * scale }
  }

  /// Replaces a state by floats, rounded to nearest with ties to even and limited to what the format
  /// holds (`spec/arithmetic.md`). Throws a `StepError` where the layer or the number of values is
  /// wrong, or a value is not finite.
  public mutating func setState(
    ofRecurrentLayer index: Int, _ part: StatePart, stream: Int = 0, to floats: [Float]
  ) throws(StepError) {
    var session = try engineSession()
    guard let layer = session.recurrentLayer(at: index) else {
      throw .noSuchRecurrentLayer(index: index)
    }
    let scale = Double(sign: .plus, exponent: -layer.exponent(of: part), significand: 1)
    let range = layer.range(of: part)
    let (least, most) = (Double(range.lowerBound), Double(range.upperBound))
    var values: [Int32] = []
    values.reserveCapacity(floats.count)
    for float in floats {
      guard float.isFinite else { throw .featureNotFinite }
      let rounded = (Double(float) * scale).rounded(.toNearestOrEven)
      values.append(Int32(min(max(rounded, least), most)))
    }
    try session.writeState(
      ofRecurrentLayer: index, part, stream: stream, from: values.span)
  }

  /// The engine's session over this memory. It holds nothing of its own but the layout, so making it
  /// anew costs nothing to speak of.
  @_lifetime(borrow self)
  func engineSession() throws(StepError) -> Session<KernelSet> {
    let span = unsafe MutableRawSpan(_unsafeBytes: memory)
    let session = try Session(
      continuing: model.view, layout: layout, memory: span, kernels: kernels.using(rowSums))
    return unsafe _overrideLifetime(session, borrowing: self)
  }
}

public import LacunaEngine

extension InferenceSession {
  /// Runs a network that takes token ids over whole sequences: `tokens` are `[steps, streams]`.
  ///
  /// Forward layers go on from their states, and keep those after the last step; backward layers begin
  /// with theirs at the last step, and keep those after the first. ``output`` means nothing afterwards.
  ///
  /// Throws a `StepError` for a network that takes features, for an id that it has not, and where the
  /// ids do not make whole steps of all streams; then nothing has changed. O(terms · steps · streams),
  /// and takes memory for what is between two layers.
  public mutating func run(tokens: Span<Int>) throws(StepError) -> SequenceOutput {
    var observer = NoObserver()
    return try run(tokens: tokens, observer: &observer)
  }

  /// The same, observed.
  public mutating func run<Observer: ProductObserver>(
    tokens: Span<Int>, observer: inout Observer
  ) throws(StepError) -> SequenceOutput {
    let steps = tokens.count / streams
    let sizes = try sequenceSizes(steps: steps)
    var memory = [UInt8](repeating: 0, count: sizes.memory)
    var output = [Int32](repeating: 0, count: sizes.output)
    var session = try engineSession()
    var memorySpan = memory.mutableSpan
    var outputSpan = output.mutableSpan
    unsafe try session.run(
      tokens: tokens, memory: memorySpan.mutableBytes, output: &outputSpan, observer: &observer)
    return sequenceOutput(output, steps: steps)
  }

  /// Runs a network that takes features over whole sequences: `features` are `[steps, streams,
  /// features]`, all else is as in ``run(tokens:)``.
  ///
  /// Throws a `StepError` for a network that takes tokens, where the features do not make whole steps
  /// of all streams, and where one is not finite; then nothing has changed.
  public mutating func run(features: Span<Float>) throws(StepError) -> SequenceOutput {
    var observer = NoObserver()
    return try run(features: features, observer: &observer)
  }

  /// The same, observed.
  public mutating func run<Observer: ProductObserver>(
    features: Span<Float>, observer: inout Observer
  ) throws(StepError) -> SequenceOutput {
    let first = model.view.layer(at: model.view.network(at: network).firstLayer)
    guard first.kind != .embedding else { throw .expectsTokens }
    let steps = features.count / (first.inputSize * streams)
    let sizes = try sequenceSizes(steps: steps)
    var memory = [UInt8](repeating: 0, count: sizes.memory)
    var output = [Int32](repeating: 0, count: sizes.output)
    var session = try engineSession()
    var memorySpan = memory.mutableSpan
    var outputSpan = output.mutableSpan
    unsafe try session.run(
      features: features, memory: memorySpan.mutableBytes, output: &outputSpan, observer: &observer)
    return sequenceOutput(output, steps: steps)
  }

  /// Bytes for what is between two layers, and integers of the output.
  private func sequenceSizes(steps: Int) throws(StepError) -> (memory: Int, output: Int) {
    let byteCount = Session<KernelSet>.sequenceByteCount(
      model: model.view, network: network, steps: steps, streams: streams)
    let (vectors, isTooMany) = steps.multipliedReportingOverflow(by: streams)
    let (count, isTooLarge) = vectors.multipliedReportingOverflow(by: outputCount)
    guard !isTooMany, !isTooLarge, count <= Self.mostSequenceMemory / 4,
      byteCount <= Self.mostSequenceMemory
    else { throw .memoryTooSmall(needed: byteCount, found: Self.mostSequenceMemory) }
    return (byteCount, count)
  }

  /// The most bytes that a run's output, and what is between two layers, may each take: 16 GiB.
  public static let mostSequenceMemory = 1 << 34

  private func sequenceOutput(_ values: [Int32], steps: Int) -> SequenceOutput {
    SequenceOutput(
      steps: steps, streams: streams, outputCount: outputCount, values: values,
      exponent: outputExponent)
  }
}

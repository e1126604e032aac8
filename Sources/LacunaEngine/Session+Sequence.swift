public import LacunaFormat

// A run over a whole sequence, layer by layer: what backward layers need, and any network can do.
extension Session {
  /// Bytes of memory that a run of `steps` steps takes beside the session's own; no alignment is asked
  /// for. `network` must be below the model's network count. O(layers).
  public static func sequenceByteCount(
    model: ModelView, network: Int, steps: Int, streams: Int = 1
  ) -> Int {
    SequenceLayout(
      model: model, network: model.network(at: network), steps: steps, streams: streams
    ).byteCount + Workspace.alignment
  }

  /// Runs a network that takes token ids over whole sequences, one for each stream, all equally long:
  /// `tokens` are `[steps, streams]`, `output` gets `[steps, streams, outputCount]`.
  ///
  /// Forward layers go on from their states, and keep those after the last step; backward layers begin
  /// with theirs at the last step, and keep those after the first. ``output`` means nothing afterwards.
  ///
  /// Throws ``StepError/expectsFeatures(count:)``, ``StepError/tokenOutOfRange(token:count:)``,
  /// ``StepError/streamCount(expected:found:)``, ``StepError/outputCount(expected:found:)`` and
  /// ``StepError/memoryTooSmall(needed:found:)``; then nothing has changed. O(terms · streams · steps).
  @_lifetime(output: copy output)
  public mutating func run(
    tokens: Span<Int>, memory: consuming MutableRawSpan, output: inout MutableSpan<Int32>
  ) throws(StepError) {
    var observer = NoObserver()
    try run(tokens: tokens, memory: memory, output: &output, observer: &observer)
  }

  /// The same, observed.
  @_lifetime(output: copy output)
  public mutating func run<Observer: ProductObserver>(
    tokens: Span<Int>, memory: consuming MutableRawSpan, output: inout MutableSpan<Int32>,
    observer: inout Observer
  ) throws(StepError) {
    let embedding = model.layer(at: layout.network.firstLayer)
    guard embedding.kind == .embedding else {
      throw .expectsFeatures(count: embedding.inputSize)
    }
    let (steps, rest) = tokens.count.quotientAndRemainder(dividingBy: layout.streams)
    guard rest == 0 else { throw .streamCount(expected: layout.streams, found: rest) }
    try checkRange(of: tokens, embedding)
    let sequence = try sequence(steps, memory: memory.byteCount, output: output.count)
    guard steps > 0 else { return }
    let scratch = Workspace(memory)
    for step in 0..<steps {
      for stream in 0..<layout.streams {
        embed(tokens[step * layout.streams + stream], forStream: stream, embedding)
      }
      store(
        vectors(count: embedding.outputSize), at: step, besides: nil, width: embedding.outputSize,
        buffer: 0, of: sequence, scratch)
    }
    run(from: layout.network.firstLayer + 1, sequence, scratch, &output, &observer)
  }

  /// Runs a network that takes features over whole sequences: `features` are `[steps, streams,
  /// features]`, all else is as in ``run(tokens:memory:output:)``.
  ///
  /// Throws ``StepError/expectsTokens``, ``StepError/featureCount(expected:found:)``,
  /// ``StepError/featureNotFinite``, ``StepError/outputCount(expected:found:)`` and
  /// ``StepError/memoryTooSmall(needed:found:)``; then nothing has changed. O(terms · streams · steps).
  @_lifetime(output: copy output)
  public mutating func run(
    features: Span<Float>, memory: consuming MutableRawSpan, output: inout MutableSpan<Int32>
  ) throws(StepError) {
    var observer = NoObserver()
    try run(features: features, memory: memory, output: &output, observer: &observer)
  }

  /// The same, observed.
  @_lifetime(output: copy output)
  public mutating func run<Observer: ProductObserver>(
    features: Span<Float>, memory: consuming MutableRawSpan, output: inout MutableSpan<Int32>,
    observer: inout Observer
  ) throws(StepError) {
    let first = model.layer(at: layout.network.firstLayer)
    guard first.kind != .embedding else { throw .expectsTokens }
    let count = first.inputSize
    let (steps, rest) = features.count.quotientAndRemainder(dividingBy: count * layout.streams)
    guard rest == 0 else { throw .featureCount(expected: count * layout.streams, found: rest) }
    let sequence = try sequence(steps, memory: memory.byteCount, output: output.count)
    guard steps > 0 else { return }
    let scratch = Workspace(memory)
    for step in 0..<steps {
      for stream in 0..<layout.streams {
        let start = (step * layout.streams + stream) * count
        let own = features.extracting(start..<(start + count))
        guard quantizeFeatures(own, forStream: stream) else { throw .featureNotFinite }
      }
      store(
        vectors(count: count), at: step, besides: nil, width: count, buffer: 0, of: sequence,
        scratch)
    }
    run(from: layout.network.firstLayer, sequence, scratch, &output, &observer)
  }

  /// The layout of a run, when its memory and its output have the sizes that it needs.
  private func sequence(
    _ steps: Int, memory: Int, output: Int
  ) throws(StepError) -> SequenceLayout {
    let (vectors, isTooMany) = steps.multipliedReportingOverflow(by: layout.streams)
    let (count, isTooLarge) = vectors.multipliedReportingOverflow(by: layout.outputSize)
    guard !isTooMany, !isTooLarge, output == count else {
      throw .outputCount(expected: isTooMany || isTooLarge ? .max : count, found: output)
    }
    let sequence = SequenceLayout(
      model: model, network: layout.network, steps: steps, streams: layout.streams)
    let needed = sequence.byteCount + Workspace.alignment
    guard steps == 0 || memory >= needed else {
      throw .memoryTooSmall(needed: needed, found: memory)
    }
    return sequence
  }

  /// Runs the layers from `first`, whose input is in buffer 0, and writes the output.
  @_lifetime(output: copy output)
  private func run<Observer: ProductObserver>(
    from first: Int, _ sequence: SequenceLayout, _ scratch: borrowing Workspace,
    _ output: inout MutableSpan<Int32>, _ observer: inout Observer
  ) {
    let end = layout.network.firstLayer + layout.network.layerCount
    var states = layout.states
    var (index, buffer) = (first, 0)
    while index < end {
      let stage = model.stage(at: index, in: layout.network)
      let width = model.outputSize(of: stage)
      let isLast = stage.upperBound == end
      for index in stage {
        let layer = model.layer(at: index)
        let state = SessionLayout.state(of: layer, streams: layout.streams, &states)
        let besides = index > stage.lowerBound ? width - layer.outputSize : nil
        for position in 0..<sequence.steps {
          let step = layer.direction.isBackward ? sequence.steps - 1 - position : position
          let x = load(step, count: layer.inputSize, buffer: buffer, of: sequence, scratch)
          self.step(layer, state, x, &observer)
          if isLast {
            write(layer, state, at: step, from: besides ?? 0, width: width, &output)
          } else {
            store(
              vector(given: layer, state), at: step, besides: besides, width: width,
              buffer: 1 - buffer, of: sequence, scratch)
          }
        }
      }
      index = stage.upperBound
      buffer = 1 - buffer
    }
  }

  /// Takes every stream's vector of a step out of a buffer.
  private func load(
    _ step: Int, count: Int, buffer: Int, of sequence: SequenceLayout,
    _ scratch: borrowing Workspace
  ) -> VectorReference {
    let values = scratch.span(sequence.values[buffer])
    let kept = scratch.span(sequence.exponents[buffer])
    var exponents = workspace.mutableSpan(layout.exponents)
    for stream in 0..<layout.streams {
      let place = step * layout.streams + stream
      var vector = workspace.mutableSpan(layout.vector[stream])
      for index in 0..<count { vector[index] = values[place * count + index] }
      clearTail(of: &vector, from: count)
      exponents[stream] = kept[place]
    }
    return vectors(count: count)
  }

  /// Puts every stream's vector of a step into a buffer whose vectors have `width` values.
  ///
  /// - Parameter besides: values of the forward layer, which are there already and to be joined with
  ///   these (`spec/arithmetic.md`, Activation vectors); nil where there are none.
  private func store(
    _ x: VectorReference, at step: Int, besides: Int?, width: Int, buffer: Int,
    of sequence: SequenceLayout, _ scratch: borrowing Workspace
  ) {
    var values = scratch.mutableSpan(sequence.values[buffer])
    var exponents = scratch.mutableSpan(sequence.exponents[buffer])
    for stream in 0..<layout.streams {
      let place = step * layout.streams + stream
      let own = workspace.span(x.region[stream])
      let exponent = exponent(of: x, stream)
      let joined = besides == nil ? exponent : max(exponent, exponents[place])
      let before = besides ?? 0
      shift(&values, from: place * width, count: before, by: joined &- exponents[place])
      for index in 0..<x.count { values[place * width + before + index] = own[index] }
      shift(&values, from: place * width + before, count: x.count, by: joined &- exponent)
      exponents[place] = joined
    }
  }

  @_lifetime(values: copy values)
  private func shift(
    _ values: inout MutableSpan<Int8>, from first: Int, count: Int, by shift: Int32
  ) {
    guard count > 0, shift > 0 else { return }
    for index in first..<(first + count) {
      values[index] = Int8(truncatingIfNeeded: roundingShift(Int32(values[index]), shift))
    }
  }

  /// Writes what a layer of the last stage gave at a step, for every stream.
  @_lifetime(output: copy output)
  private func write(
    _ layer: LayerRecord, _ state: RecurrentState?, at step: Int, from first: Int, width: Int,
    _ output: inout MutableSpan<Int32>
  ) {
    for stream in 0..<layout.streams {
      let place = (step * layout.streams + stream) * width + first
      if let state {
        readHidden(of: state, stream: stream, into: &output, at: place)
      } else {
        let sums = workspace.span(layout.sums[stream])
        for row in 0..<layer.outputSize { output[place + row] = sums[row] }
      }
    }
  }
}

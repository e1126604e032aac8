// A client of the format and the engine with nothing under it: no operating system, no allocator.
//
// It makes the engine's generic code real on every target. `check.sh` links it and holds what it
// asks for from outside to a list.

import CProbe
import LacunaEngine
import LacunaFormat

/// The layout of the file that was validated last: all that has to be kept between calls.
nonisolated(unsafe) var validated: ModelLayout?

@c @implementation
public func probeValidate(
  _ model: UnsafeRawPointer, _ byteCount: Int, _ fault: UnsafeMutablePointer<ProbeFault>
) -> Int32 {
  let bytes = unsafe RawSpan(_unsafeStart: model, byteCount: byteCount)
  unsafe validated = nil
  do throws(FormatError) {
    let view = try ModelView(validating: bytes)
    unsafe validated = view.layout
    return 0
  } catch {
    unsafe fault.pointee = ProbeFault(error)
    return 1
  }
}

@c @implementation
public func probeVerify(
  _ model: UnsafeRawPointer, _ byteCount: Int, _ fault: UnsafeMutablePointer<ProbeFault>
) -> Int32 {
  guard let layout = unsafe validated else { return notValidated }
  let bytes = unsafe RawSpan(_unsafeStart: model, byteCount: byteCount)
  do throws(FormatError) {
    try ModelView(trusting: bytes, layout: layout).verify()
    return 0
  } catch {
    unsafe fault.pointee = ProbeFault(error)
    return 1
  }
}

extension ProbeFault {
  fileprivate init(_ error: FormatError) {
    self.init(
      offset: Int64(bitPattern: error.offset), expected: error.expected, found: error.found,
      rule: Int32(error.rule.rawValue), section: Int32(error.section ?? -1),
      relation: Int32(error.relation.rawValue))
  }
}

@c @implementation
public func probeDescribe(
  _ model: UnsafeRawPointer, _ byteCount: Int, _ network: UInt32, _ streams: UInt32,
  _ shape: UnsafeMutablePointer<ProbeShape>
) -> Int32 {
  guard let layout = unsafe validated, network < layout.networkCount, streams >= 1
  else { return 1 }
  let bytes = unsafe RawSpan(_unsafeStart: model, byteCount: byteCount)
  let view = ModelView(trusting: bytes, layout: layout)
  let record = view.network(at: Int(network))
  let first = view.layer(at: record.firstLayer)
  let outputSize = view.outputSize(of: view.lastStage(of: record))
  var recurrent: UInt32 = 0
  for index in record.firstLayer..<(record.firstLayer + record.layerCount) {
    if view.layer(at: index).gateCount > 0 { recurrent += 1 }
  }
  unsafe shape.pointee = ProbeShape(
    network_count: UInt32(layout.networkCount), takes_tokens: first.kind == .embedding ? 1 : 0,
    input_size: UInt32(first.inputSize), output_size: UInt32(outputSize),
    recurrent_layer_count: recurrent,
    memory_byte_count: UInt32(
      Session<ScalarKernels>.byteCount(
        model: view, network: Int(network), streams: Int(streams))))
  return 0
}

/// What the functions return before a file is validated.
private let notValidated: Int32 = 14

/// What the functions return for an error.
private func code(_ error: StepError) -> Int32 {
  switch error {
  case .memoryTooSmall: 1
  case .noSuchNetwork: 2
  case .expectsTokens: 3
  case .expectsFeatures: 4
  case .tokenOutOfRange: 5
  case .featureCount: 6
  case .featureNotFinite: 7
  case .vectorOutOfRange: 8
  case .noSuchRecurrentLayer: 9
  case .stateCount: 10
  case .stateOutOfRange: 11
  case .streamCount: 12
  case .noSuchStream: 13
  case .needsWholeSequence: 15
  case .outputCount: 16
  }
}

/// Runs `body` on the session that `pointer` describes, with the states that its memory holds.
private func resume(
  _ pointer: UnsafePointer<ProbeSession>,
  _ body: (inout Session<ScalarKernels>) throws(StepError) -> Void
) -> Int32 {
  guard let layout = unsafe validated else { return notValidated }
  let session = unsafe pointer.pointee
  let bytes = unsafe RawSpan(_unsafeStart: session.model, byteCount: session.model_byte_count)
  let memory = unsafe MutableRawSpan(
    _unsafeStart: session.memory, byteCount: session.memory_byte_count)
  do throws(StepError) {
    var session = try Session(
      resuming: ModelView(trusting: bytes, layout: layout), network: Int(unsafe session.network),
      streams: Int(unsafe session.streams), memory: memory, kernels: ScalarKernels())
    try body(&session)
    return 0
  } catch { return code(error) }
}

@c @implementation
public func probeStart(_ session: UnsafePointer<ProbeSession>) -> Int32 {
  guard let layout = unsafe validated else { return notValidated }
  let session = unsafe session.pointee
  let bytes = unsafe RawSpan(_unsafeStart: session.model, byteCount: session.model_byte_count)
  let memory = unsafe MutableRawSpan(
    _unsafeStart: session.memory, byteCount: session.memory_byte_count)
  do throws(StepError) {
    _ = try Session(
      model: ModelView(trusting: bytes, layout: layout), network: Int(unsafe session.network),
      streams: Int(unsafe session.streams), memory: memory, kernels: ScalarKernels())
    return 0
  } catch { return code(error) }
}

@c @implementation
public func probeStepToken(_ session: UnsafePointer<ProbeSession>, _ token: Int32) -> Int32 {
  unsafe resume(session) { (session) throws(StepError) in try session.step(token: Int(token)) }
}

@c @implementation
public func probeStepTokens(
  _ session: UnsafePointer<ProbeSession>, _ tokens: UnsafePointer<Int>, _ count: Int
) -> Int32 {
  unsafe resume(session) { (session) throws(StepError) in
    try session.step(tokens: unsafe Span(_unsafeStart: tokens, count: count))
  }
}

@c @implementation
public func probeStepFeatures(
  _ session: UnsafePointer<ProbeSession>, _ values: UnsafePointer<Float>, _ count: Int
) -> Int32 {
  unsafe resume(session) { (session) throws(StepError) in
    try session.step(features: unsafe Span(_unsafeStart: values, count: count))
  }
}

@c @implementation
public func probeStepVector(
  _ session: UnsafePointer<ProbeSession>, _ values: UnsafePointer<Int8>, _ count: Int,
  _ exponent: Int32
) -> Int32 {
  unsafe resume(session) { (session) throws(StepError) in
    try session.step(
      vector: unsafe Span(_unsafeStart: values, count: count), exponent: Int(exponent))
  }
}

/// Counts the activations that are not zero.
private struct ActivationCounter: ProductObserver {
  var met: UInt64 = 0

  mutating func willMultiply(matrix: Int, rows: Range<Int>, by x: Span<Int8>) {
    for index in 0..<x.count where x[index] != 0 { met &+= 1 }
  }
}

@c @implementation
public func probeStepTokenCounted(
  _ session: UnsafePointer<ProbeSession>, _ token: Int32, _ met: UnsafeMutablePointer<UInt64>
) -> Int32 {
  unsafe resume(session) { (session) throws(StepError) in
    var counter = ActivationCounter()
    try session.step(token: Int(token), observer: &counter)
    unsafe met.pointee = counter.met
  }
}

@c @implementation
public func probeSequenceByteCount(
  _ session: UnsafePointer<ProbeSession>, _ steps: Int, _ byteCount: UnsafeMutablePointer<Int>
) -> Int32 {
  guard let layout = unsafe validated else { return notValidated }
  let session = unsafe session.pointee
  let bytes = unsafe RawSpan(_unsafeStart: session.model, byteCount: session.model_byte_count)
  unsafe byteCount.pointee = Session<ScalarKernels>.sequenceByteCount(
    model: ModelView(trusting: bytes, layout: layout), network: Int(session.network),
    steps: steps, streams: Int(session.streams))
  return 0
}

@c @implementation
public func probeRunTokens(
  _ session: UnsafePointer<ProbeSession>, _ tokens: UnsafePointer<Int>, _ count: Int,
  _ memory: UnsafeMutableRawPointer, _ memoryByteCount: Int,
  _ output: UnsafeMutablePointer<Int32>, _ outputCount: Int
) -> Int32 {
  unsafe resume(session) { (session) throws(StepError) in
    var span = unsafe MutableSpan(_unsafeStart: output, count: outputCount)
    try session.run(
      tokens: unsafe Span(_unsafeStart: tokens, count: count),
      memory: unsafe MutableRawSpan(_unsafeStart: memory, byteCount: memoryByteCount),
      output: &span)
  }
}

@c @implementation
public func probeRunFeatures(
  _ session: UnsafePointer<ProbeSession>, _ values: UnsafePointer<Float>, _ count: Int,
  _ memory: UnsafeMutableRawPointer, _ memoryByteCount: Int,
  _ output: UnsafeMutablePointer<Int32>, _ outputCount: Int
) -> Int32 {
  unsafe resume(session) { (session) throws(StepError) in
    var span = unsafe MutableSpan(_unsafeStart: output, count: outputCount)
    try session.run(
      features: unsafe Span(_unsafeStart: values, count: count),
      memory: unsafe MutableRawSpan(_unsafeStart: memory, byteCount: memoryByteCount),
      output: &span)
  }
}

@c @implementation
public func probeOutput(
  _ session: UnsafePointer<ProbeSession>, _ stream: UInt32, _ values: UnsafeMutablePointer<Int32>,
  _ exponent: UnsafeMutablePointer<Int32>
) -> Int32 {
  unsafe resume(session) { (session) throws(StepError) in
    guard stream < session.streams else {
      throw .noSuchStream(index: Int(stream), count: session.streams)
    }
    let output = session.output(ofStream: Int(stream))
    for index in 0..<output.count { unsafe values[index] = output[index] }
    unsafe exponent.pointee = Int32(session.outputExponent)
  }
}

@c @implementation
public func probeRecurrentLayer(
  _ session: UnsafePointer<ProbeSession>, _ layer: UInt32, _ kind: UnsafeMutablePointer<UInt32>,
  _ hiddenSize: UnsafeMutablePointer<UInt32>, _ outputSize: UnsafeMutablePointer<UInt32>
) -> Int32 {
  unsafe resume(session) { (session) throws(StepError) in
    let found = session.recurrentLayer(at: Int(layer))
    unsafe kind.pointee = UInt32(found?.kind.rawValue ?? 0)
    unsafe hiddenSize.pointee = UInt32(found?.hiddenSize ?? 0)
    unsafe outputSize.pointee = UInt32(found?.outputSize ?? 0)
  }
}

@c @implementation
public func probeReadState(
  _ session: UnsafePointer<ProbeSession>, _ layer: UInt32, _ part: UInt32, _ stream: UInt32,
  _ values: UnsafeMutablePointer<Int32>, _ count: Int
) -> Int32 {
  unsafe resume(session) { (session) throws(StepError) in
    var span = unsafe MutableSpan(_unsafeStart: values, count: count)
    try session.readState(
      ofRecurrentLayer: Int(layer), part == 0 ? .hidden : .cell, stream: Int(stream), into: &span)
  }
}

@c @implementation
public func probeWriteState(
  _ session: UnsafePointer<ProbeSession>, _ layer: UInt32, _ part: UInt32, _ stream: UInt32,
  _ values: UnsafePointer<Int32>, _ count: Int
) -> Int32 {
  unsafe resume(session) { (session) throws(StepError) in
    try session.writeState(
      ofRecurrentLayer: Int(layer), part == 0 ? .hidden : .cell, stream: Int(stream),
      from: unsafe Span(_unsafeStart: values, count: count))
  }
}

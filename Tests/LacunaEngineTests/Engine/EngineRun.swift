import LacunaEngine
import LacunaFormat
import LacunaTestSupport

/// What a network gives at one step: integers of the output, and the states after it.
struct StepResult: Equatable {
  var output: [Int]
  var states: [OracleSession.State]
}

/// Runs one network of `file` by the engine with its scalar kernels, from `states` where they are
/// given, in memory that is full of other bytes.
///
/// `operations` are those of the products that the engine announces, counted with the oracle's
/// `matrices`.
func engineRun(
  _ file: [UInt8], network: Int, inputs: [StepInput], from states: [OracleSession.State]? = nil,
  counting matrices: [OracleMatrix]? = nil
) throws -> (results: [StepResult], operations: OracleOperations) {
  let model = unsafe try ModelView(validating: file.span.bytes)
  let byteCount = Session<ScalarKernels>.byteCount(model: model, network: network)
  var memory = [UInt8](repeating: 0xA5, count: byteCount)
  var memorySpan = memory.mutableSpan
  var session = unsafe try Session(
    model: model, network: network, memory: memorySpan.mutableBytes, kernels: ScalarKernels())
  for (index, state) in (states ?? []).enumerated() {
    try write(state, ofRecurrentLayer: index, to: &session)
  }

  var observer = CountingObserver(matrices: matrices ?? OracleModel(file: file).matrices)
  var results: [StepResult] = []
  for input in inputs {
    switch input {
    case .token(let token): try session.step(token: token, observer: &observer)
    case .features(let features):
      try session.step(features: features.span, observer: &observer)
    }
    let output = session.output
    results.append(
      StepResult(
        output: output.indices.map { Int(output[$0]) }, states: try allStates(of: session)))
  }
  return (results, observer.operations)
}

/// Runs one network of `file` over the inputs as one sequence, in the same way: the outputs of all
/// steps, and the states at the end.
func engineSequence(
  _ file: [UInt8], network: Int, inputs: [StepInput], from states: [OracleSession.State]? = nil,
  counting matrices: [OracleMatrix]? = nil
) throws -> (outputs: [[Int]], states: [OracleSession.State], operations: OracleOperations) {
  let model = unsafe try ModelView(validating: file.span.bytes)
  let byteCount = Session<ScalarKernels>.byteCount(model: model, network: network)
  var memory = [UInt8](repeating: 0xA5, count: byteCount)
  var memorySpan = memory.mutableSpan
  var session = unsafe try Session(
    model: model, network: network, memory: memorySpan.mutableBytes, kernels: ScalarKernels())
  for (index, state) in (states ?? []).enumerated() {
    try write(state, ofRecurrentLayer: index, to: &session)
  }

  var scratch = [UInt8](
    repeating: 0x5A,
    count: Session<ScalarKernels>.sequenceByteCount(
      model: model, network: network, steps: inputs.count))
  var scratchSpan = scratch.mutableSpan
  let width = session.outputCount
  var output = [Int32](repeating: .min, count: inputs.count * width)
  var outputSpan = output.mutableSpan
  var observer = CountingObserver(matrices: matrices ?? OracleModel(file: file).matrices)
  let tokens = inputs.compactMap(\.token)
  if tokens.count == inputs.count {
    unsafe try session.run(
      tokens: tokens.span, memory: scratchSpan.mutableBytes, output: &outputSpan,
      observer: &observer)
  } else {
    let features = inputs.flatMap { $0.features ?? [] }
    unsafe try session.run(
      features: features.span, memory: scratchSpan.mutableBytes, output: &outputSpan,
      observer: &observer)
  }
  let outputs = inputs.indices.map { step in
    output[step * width..<(step + 1) * width].map(Int.init)
  }
  return (outputs, try allStates(of: session), observer.operations)
}

/// Hands a state to a session.
func write(
  _ state: OracleSession.State, ofRecurrentLayer index: Int,
  to session: inout Session<ScalarKernels>
) throws {
  switch state {
  case .lstm(let h, let c):
    let hidden = h.map(Int32.init)
    let cell = c.map(Int32.init)
    try session.writeState(ofRecurrentLayer: index, .hidden, from: hidden.span)
    try session.writeState(ofRecurrentLayer: index, .cell, from: cell.span)
  case .gru(let h):
    let hidden = h.map(Int32.init)
    try session.writeState(ofRecurrentLayer: index, .hidden, from: hidden.span)
  }
}

/// The states of all recurrent layers of a session.
func allStates(of session: borrowing Session<ScalarKernels>) throws -> [OracleSession.State] {
  var states: [OracleSession.State] = []
  while let layer = session.recurrentLayer(at: states.count) {
    func read(_ part: StatePart) throws -> [Int] {
      var values = [Int32](repeating: 0, count: layer.count(of: part))
      var span = values.mutableSpan
      try session.readState(ofRecurrentLayer: states.count, part, into: &span)
      return values.map(Int.init)
    }
    if layer.kind == .lstm {
      states.append(.lstm(h: try read(.hidden), c: try read(.cell)))
    } else {
      states.append(.gru(h: try read(.hidden)))
    }
  }
  return states
}

/// Counts the products that a session announces, with the oracle's matrices.
struct CountingObserver: ProductObserver {
  let matrices: [OracleMatrix]
  private(set) var operations = OracleOperations()

  init(matrices: [OracleMatrix]) {
    self.matrices = matrices
  }

  mutating func willMultiply(matrix: Int, rows: Range<Int>, by x: Span<Int8>) {
    let values = (0..<matrices[matrix].columns).map { Int(x[$0]) }
    _ = matrices[matrix].product(
      OracleVector(values: values, exponent: 0), rows: rows, counting: &operations)
  }
}

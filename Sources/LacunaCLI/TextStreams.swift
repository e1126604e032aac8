import Foundation
import Lacuna
import LacunaEngine
import Synchronization

/// The likelihood of a text's tokens, each given those before it.
struct Likelihood: Sendable {
  var tokens = 0
  var negativeLog = 0.0
}

/// A text as several contiguous parts, one for each stream, whose lengths differ by one at most.
///
/// Each token but the text's first is predicted once. A part's stream begins with all states zero,
/// so at its first tokens it has seen less than a single stream would.
struct TextStreams: Sendable {
  let model: Model
  let network: Int
  let kernels: KernelSet
  let ids: [Int]
  let streams: Int
  /// Threads, each of which steps its share of the streams; no more than streams.
  let threads: Int

  typealias Result = (likelihood: Likelihood, counter: OperationCounter)

  /// Runs all parts. The result does not depend on the number of threads.
  func run() throws -> Result {
    let groups = (0..<threads).map { $0 * streams / threads..<($0 + 1) * streams / threads }
    let results = Mutex([Int: Swift.Result<GroupResult, any Error>]())
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      let result: Swift.Result<GroupResult, any Error> = Swift.Result {
        try run(groups[thread], showsProgress: threads == 1)
      }
      results.withLock { $0[thread] = result }
    }
    var total = Result(likelihood: Likelihood(), counter: OperationCounter(model))
    for thread in 0..<threads {
      guard let result = try results.withLock({ $0[thread] })?.get() else { continue }
      total.counter.add(result.counter)
      for part in result.parts {
        total.likelihood.tokens += part.tokens
        total.likelihood.negativeLog += part.negativeLog
      }
    }
    return total
  }

  private struct GroupResult: Sendable {
    var parts: [Likelihood]
    var counter: OperationCounter
  }

  /// The tokens that a stream takes; what it predicts is each one's successor.
  private func part(_ stream: Int) -> Range<Int> {
    let (length, longer) = (ids.count - 1).quotientAndRemainder(dividingBy: streams)
    let start = stream * length + min(stream, longer)
    return start..<start + length + (stream < longer ? 1 : 0)
  }

  private func run(_ group: Range<Int>, showsProgress: Bool) throws -> GroupResult {
    let parts = group.map(part)
    var result = GroupResult(
      parts: parts.map { _ in Likelihood() }, counter: OperationCounter(model))
    var progress = Progress(total: showsProgress ? ids.count - 1 : 0, unit: "tokens")
    var session = try InferenceSession(
      model, network: network, streams: parts.count, kernels: kernels)
    let length = parts.map(\.count).min() ?? 0
    for offset in 0..<length {
      try step(&session, parts, offset, &result, &progress)
    }
    // The longer parts are the first, and have one token more.
    let longer = parts.filter { $0.count > length }
    if !longer.isEmpty {
      var rest = try InferenceSession(
        model, network: network, streams: longer.count, kernels: kernels)
      try session.copyStates(to: &rest)
      try step(&rest, longer, length, &result, &progress)
    }
    if showsProgress { progress.end() }
    return result
  }

  /// One step of all streams of a session: those of the first parts.
  private func step(
    _ session: inout InferenceSession, _ parts: [Range<Int>], _ offset: Int,
    _ result: inout GroupResult, _ progress: inout Progress
  ) throws {
    let tokens = parts.map { ids[$0.lowerBound + offset] }
    try session.step(tokens: tokens.span, observer: &result.counter)
    for (stream, part) in parts.enumerated() {
      let next = ids[part.lowerBound + offset + 1]
      result.parts[stream].negativeLog -= session.logProbability(of: next, ofStream: stream)
      result.parts[stream].tokens += 1
      progress.advance()
    }
  }
}

extension InferenceSession {
  /// Copies the states of the first streams to a session of no more streams of the same network.
  fileprivate func copyStates(to other: inout InferenceSession) throws {
    for (index, layer) in recurrentLayers.enumerated() {
      for stream in 0..<other.streams {
        for part in layer.kind == .lstm ? [StatePart.hidden, .cell] : [.hidden] {
          let values = try state(ofRecurrentLayer: index, part, stream: stream)
          try other.setState(ofRecurrentLayer: index, part, stream: stream, to: values)
        }
      }
    }
  }
}

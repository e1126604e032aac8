import Foundation
import Lacuna

/// How long it takes from a path to the first output: map, validate with all checksums, take the
/// session's memory, make a step (or run a sequence of one).
struct OpeningTime: Encodable {
  let medianNanoseconds: Double

  private static let rounds = 51

  /// Opens the file again and again, which the system has in its cache.
  init(path: String, network: Int, kernels: KernelSet) throws {
    var times: [Double] = []
    for _ in 0..<Self.rounds {
      let start = ContinuousClock.now
      let model = try Model(path: path)
      var session = try InferenceSession(model, network: network, kernels: kernels)
      try Self.step(&session, of: model)
      times.append((ContinuousClock.now - start) / .nanoseconds(1))
    }
    medianNanoseconds = times.sorted()[Self.rounds / 2]
  }

  private static func step(_ session: inout InferenceSession, of model: Model) throws {
    let view = model.view
    let first = view.layer(at: view.network(at: session.network).firstLayer)
    let isTokens = first.kind == .embedding
    let features = [Float](repeating: 0.5, count: isTokens ? 0 : first.inputSize)
    switch (isTokens, session.needsWholeSequence) {
    case (true, false): try session.step(token: 0)
    case (true, true): _ = try session.run(tokens: [0].span)
    case (false, false): try session.step(features: features.span)
    case (false, true): _ = try session.run(features: features.span)
    }
  }
}

import Foundation
import Lacuna

/// How long it takes from a path to the first output: map, validate with all checksums, take the
/// session's memory, make a step.
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
    if first.kind == .embedding {
      try session.step(token: 0)
    } else {
      try session.step(features: [Float](repeating: 0.5, count: first.inputSize).span)
    }
  }
}

import Foundation
import Lacuna

/// How long it takes to make something of a step's outputs as logits; medians, in nanoseconds.
struct OutputTimes: Encodable {
  let argmax: Double
  let tenGreatest: Double
  let logProbability: Double
  let sample: Double

  private static let rounds = 501

  /// Looks at what the last step left.
  init(_ session: borrowing InferenceSession, using random: inout SplitMix64) {
    var indices = 0
    argmax = Self.time { indices &+= session.argmax() }
    tenGreatest = Self.time { indices &+= session.greatest(10)[0] }
    var sum = 0.0
    logProbability = Self.time { sum += session.logProbability(of: indices % session.outputCount) }
    sample = Self.time { indices &+= session.sample(temperature: 0.8, using: &random) }
    Self.keep(indices, sum)
  }

  /// Something has to come of it all, or it need not be done.
  @inline(never)
  private static func keep(_ indices: Int, _ sum: Double) {}

  private static func time(_ body: () -> Void) -> Double {
    var times: [Double] = []
    for _ in 0..<rounds {
      let start = ContinuousClock.now
      body()
      times.append((ContinuousClock.now - start) / .nanoseconds(1))
    }
    return times.sorted()[rounds / 2]
  }

  /// As a line of the command's.
  var text: String {
    func microseconds(_ nanoseconds: Double) -> String {
      Format.decimal(nanoseconds / 1000, digits: 2) + " us"
    }
    return "argmax \(microseconds(argmax)), 10 greatest \(microseconds(tenGreatest)), "
      + "log-probability \(microseconds(logProbability)), draw \(microseconds(sample))"
  }
}

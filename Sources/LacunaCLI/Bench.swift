import ArgumentParser
import Foundation
import Lacuna

struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Times a step, against the time to merely read the file's weights.",
    discussion: """
      lacuna bench model.lacuna
      lacuna bench model.lacuna --kernel avx2 --json
      lacuna bench model.lacuna --streams 32

      One thread, one step at a time, on random inputs and states without zeros, so that \
      nothing is skipped. Steps and reads alternate; the medians are printed. Several streams \
      step together. A network with a layer that reads backward runs sequences of 64 steps, and \
      a step is a 64th of one.
      """)

  @Argument(
    help: ArgumentHelp("A compact file.", valueName: "file"),
    completion: .file())
  var file: String

  @OptionGroup var network: NetworkOptions
  @OptionGroup var kernel: KernelOptions

  @Option(help: "How many steps to time.")
  var steps = 2000

  @Option(help: ArgumentHelp("How many streams step together.", valueName: "B"))
  var streams = 1

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard steps >= 1, steps <= 10_000_000 else {
      throw ValidationError("--steps: expected 1 to 10000000, found \(steps)")
    }
    guard streams >= 1, streams <= InferenceSession.mostStreams else {
      throw ValidationError(
        "--streams: expected 1 to \(InferenceSession.mostStreams), found \(streams)")
    }
  }

  func run() throws {
    let model = try openCompact(file)
    let kernels = try kernel.kernels()
    var compact = try mappingFailures(path: file) {
      try CompactNetwork(
        model, network: network.network, streams: streams, kernels: kernels)
    }
    let result = try mappingFailures(path: file) { try measure(model, &compact) }
    if json { return try Console.printJSON(result) }
    let read = result.readLimit
    Console.print("kernel      \(result.kernel)")
    let kind = result.sequenceSteps > 1 ? "sequences of \(result.sequenceSteps)" : "steps"
    Console.print(
      "step        \(Self.microseconds(result.step)) (median of \(steps) \(kind))")
    Console.print(
      "read limit  \(Self.microseconds(read.medianNanoseconds)) "
        + "for \(Format.grouped(read.bytes)) bytes")
    if streams > 1 {
      Console.print(
        "streams     \(streams), \(Self.microseconds(result.step.nanosecondsPerStream)) each")
    }
    Console.print("ratio       \(Format.decimal(result.ratio, digits: 2)) times the read limit")
    if let outputs = result.outputs { Console.print("outputs     \(outputs.text)") }
    Console.print(
      "opening     \(Self.microseconds(result.opening.medianNanoseconds)) to the first output")
  }

  private static func microseconds(_ time: BenchResult.Step) -> String {
    microseconds(time.medianNanoseconds)
  }

  private static func microseconds(_ nanoseconds: Double) -> String {
    Format.decimal(nanoseconds / 1000, digits: 2) + " us"
  }

  private func measure(
    _ model: Model, _ network: inout CompactNetwork
  ) throws -> BenchResult {
    var random = SplitMix64(seed: 1)
    var stepTimes: [Double] = []
    var readTimes: [Double] = []
    var bytes = 0
    let warmUp = min(steps, 100)
    let sequenceSteps = network.needsWholeSequence ? Self.sequenceSteps : 1
    var progress = Progress(
      total: warmUp + steps, unit: sequenceSteps > 1 ? "sequences" : "steps")
    for round in 0..<(warmUp + steps) {
      progress.advance()
      try fillStates(of: &network, &random)
      let step = try timeStep(&network, &random) / sequenceSteps
      let read = Self.time { bytes = model.readWeights(network: network.session.network) }
      if round >= warmUp {
        stepTimes.append(step / .nanoseconds(1))
        readTimes.append(read / .nanoseconds(1))
      }
    }
    progress.end()
    return BenchResult(
      kernel: network.session.kernels.name,
      streams: streams,
      sequenceSteps: sequenceSteps,
      step: BenchResult.Step(
        medianNanoseconds: Self.median(stepTimes),
        nanosecondsPerStream: Self.median(stepTimes) / Double(streams)),
      readLimit: BenchResult.ReadLimit(
        medianNanoseconds: Self.median(readTimes), bytes: bytes),
      sessionBytes: network.session.byteCount,
      outputs: network.tokenCount == nil || network.needsWholeSequence
        ? nil : OutputTimes(network.session, using: &random),
      opening: try OpeningTime(
        path: file, network: network.session.network, kernels: network.session.kernels))
  }

  /// Steps of a sequence, for a network that takes whole ones.
  private static let sequenceSteps = 64

  /// The time of a step, or of a whole sequence.
  private func timeStep(
    _ network: inout CompactNetwork, _ random: inout SplitMix64
  ) throws -> Duration {
    let isWhole = network.needsWholeSequence
    let inputs = streams * (isWhole ? Self.sequenceSteps : 1)
    if let tokenCount = network.tokenCount {
      let tokens = (0..<inputs).map { _ in Int.random(in: 0..<tokenCount, using: &random) }
      return try Self.time {
        if isWhole {
          _ = try network.session.run(tokens: tokens.span)
        } else {
          try network.session.step(tokens: tokens.span)
        }
      }
    }
    let features = (0..<inputs * (network.featureCount ?? 0)).map { _ in Self.nonzero(&random) }
    return try Self.time {
      if isWhole {
        _ = try network.session.run(features: features.span)
      } else {
        try network.session.step(features: features.span)
      }
    }
  }

  /// States without zeros: what a step costs when nothing can be skipped.
  private func fillStates(of network: inout CompactNetwork, _ random: inout SplitMix64) throws {
    for (index, layer) in network.session.recurrentLayers.enumerated() {
      for stream in 0..<streams {
        let hidden = (0..<layer.count(of: .hidden)).map { _ in Self.nonzero(&random) }
        try network.session.setState(
          ofRecurrentLayer: index, .hidden, stream: stream, to: hidden)
        guard layer.kind == .lstm else { continue }
        let cell = (0..<layer.count(of: .cell)).map { _ in Self.nonzero(&random) }
        try network.session.setState(ofRecurrentLayer: index, .cell, stream: stream, to: cell)
      }
    }
  }

  /// A number of magnitude 0.1 to 1.
  private static func nonzero(_ random: inout SplitMix64) -> Float {
    let magnitude = Float(0.1 + 0.9 * random.nextUnit())
    return random.next() & 1 == 0 ? magnitude : -magnitude
  }

  private static func time(_ body: () throws -> Void) rethrows -> Duration {
    let start = ContinuousClock.now
    try body()
    return ContinuousClock.now - start
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}

/// What `bench --json` prints.
private struct BenchResult: Encodable {
  let schema = 1
  let kernel: String
  let streams: Int
  /// Steps that were run together, and timed together.
  let sequenceSteps: Int
  /// One step of all streams.
  let step: Step
  let readLimit: ReadLimit
  /// The memory of a session.
  let sessionBytes: Int
  /// What it takes to look at the outputs, where they may be logits.
  let outputs: OutputTimes?
  let opening: OpeningTime

  struct Step: Encodable {
    let medianNanoseconds: Double
    let nanosecondsPerStream: Double
  }

  struct ReadLimit: Encodable {
    let medianNanoseconds: Double
    let bytes: Int
  }

  var ratio: Double { step.medianNanoseconds / readLimit.medianNanoseconds }
}

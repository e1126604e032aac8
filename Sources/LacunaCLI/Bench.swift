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
      nothing is skipped. Steps and reads alternate, in several copies of the file, since which \
      pages of memory a copy gets decides how well it stays in a cache; the median of the copies' \
      medians is printed, and the least and the most. Several streams step together. A network \
      with a layer that reads backward runs sequences of 64 steps, and a step is a 64th of one.
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
    let result = try mappingFailures(path: file) { try measure(model, kernels) }
    if json { return try Console.printJSON(result) }
    Console.print("kernel      \(result.kernel)")
    let kind = result.sequenceSteps > 1 ? "sequences of \(result.sequenceSteps)" : "steps"
    Console.print("step        \(result.step.times.text), \(result.steps) \(kind)")
    if streams > 1 {
      let each = Format.decimal(result.step.nanosecondsPerStream / 1000, digits: 2)
      Console.print("streams     \(streams) in each step, \(each) us for one")
    }
    Console.print(
      "read limit  \(result.readLimit.times.text) for \(Format.grouped(result.readLimit.bytes)) bytes"
    )
    let step = streams > 1 ? "a step of all \(streams) streams against" : "a step against"
    Console.print("ratio       \(result.ratio.text), \(step) reading the bytes once")
    Console.print("placements  \(result.placements), with the median of each; least to most")
    if let outputs = result.outputs { Console.print("outputs     \(outputs.text)") }
    let opening = Format.decimal(result.opening.medianNanoseconds / 1000, digits: 2)
    Console.print("opening     \(opening) us to the first output")
  }

  /// Copies of the file, each in pages of its own, that are timed apart: fewer of a large file.
  private func placementCount(of model: Model) -> Int {
    min(max(Self.mostCopied / max(model.view.bytes.byteCount, 1), 1), Self.mostPlacements, steps)
  }

  private static let mostPlacements = 9
  private static let mostCopied = 1 << 28

  private func measure(_ model: Model, _ kernels: KernelSet) throws -> BenchResult {
    var random = SplitMix64(seed: 1)
    // All are kept until the end, so that no copy gets the pages of one before it.
    var copies: [Model] = []
    var placements = PlacementTimes()
    var last: LastRun?
    let count = placementCount(of: model)
    var progress = Progress(total: count, unit: "placements")
    for index in 0..<count {
      let copy = try Model(path: file, copying: model.view.bytes)
      copies.append(copy)
      var network = try CompactNetwork(
        copy, network: self.network.network, streams: streams, kernels: kernels)
      let times = try measure(
        copy, &network, steps: (index + 1) * steps / count - index * steps / count, &random)
      placements.add(times)
      if index == count - 1 {
        last = LastRun(
          network: network.session.network, sessionBytes: network.session.byteCount,
          isWhole: network.needsWholeSequence,
          outputs: network.tokenCount == nil || network.needsWholeSequence
            ? nil : OutputTimes(network.session, using: &random))
      }
      progress.advance()
    }
    progress.end()
    guard let last else { throw CommandFailure(.usage, "--steps: expected at least 1") }
    return BenchResult(
      kernel: kernels.name,
      streams: streams,
      steps: steps,
      sequenceSteps: last.isWhole ? Self.sequenceSteps : 1,
      placements: count,
      step: BenchResult.Step(placements.steps, streams: streams),
      readLimit: BenchResult.ReadLimit(
        times: PlacementSpread(placements.reads),
        bytes: model.weightsByteCount(network: last.network)),
      ratio: Spread(placements.ratios),
      sessionBytes: last.sessionBytes,
      outputs: last.outputs,
      opening: try OpeningTime(path: file, network: last.network, kernels: kernels))
  }

  /// What the last placement's session says of itself.
  private struct LastRun {
    let network: Int
    let sessionBytes: Int
    let isWhole: Bool
    let outputs: OutputTimes?
  }

  /// The median step and the median read of one placement, in nanoseconds.
  private func measure(
    _ model: Model, _ network: inout CompactNetwork, steps: Int, _ random: inout SplitMix64
  ) throws -> (step: Double, read: Double) {
    var stepTimes: [Double] = []
    var readTimes: [Double] = []
    let warmUp = min(steps, 20)
    let sequenceSteps = network.needsWholeSequence ? Self.sequenceSteps : 1
    for round in 0..<(warmUp + steps) {
      try fillStates(of: &network, &random)
      let step = try timeStep(&network, &random) / sequenceSteps
      let read = Self.time { model.readWeights(network: network.session.network) }
      guard round >= warmUp else { continue }
      stepTimes.append(step / .nanoseconds(1))
      readTimes.append(read / .nanoseconds(1))
    }
    return (stepTimes.median, readTimes.median)
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
}

import Lacuna

/// What `bench --json` prints.
struct BenchResult: Encodable {
  let schema = 1
  let kernel: String
  let streams: Int
  /// Steps that were timed, in all placements together.
  let steps: Int
  /// Steps that were run together, and timed together.
  let sequenceSteps: Int
  /// Copies of the file that were timed apart.
  let placements: Int
  /// One step of all streams.
  let step: Step
  let readLimit: ReadLimit
  /// One step of all streams, over reading once, in the same placement.
  let ratio: Spread
  /// The memory of a session.
  let sessionBytes: Int
  /// What it takes to look at the outputs, where they may be logits.
  let outputs: OutputTimes?
  let opening: OpeningTime

  struct Step: Encodable {
    let times: PlacementSpread
    let nanosecondsPerStream: Double

    init(_ placements: [Double], streams: Int) {
      times = PlacementSpread(placements)
      nanosecondsPerStream = times.medianNanoseconds / Double(streams)
    }

    private enum CodingKeys: CodingKey { case nanosecondsPerStream }

    func encode(to encoder: any Encoder) throws {
      try times.encode(to: encoder)
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(nanosecondsPerStream, forKey: .nanosecondsPerStream)
    }
  }

  struct ReadLimit: Encodable {
    let times: PlacementSpread
    let bytes: Int

    private enum CodingKeys: CodingKey { case bytes }

    func encode(to encoder: any Encoder) throws {
      try times.encode(to: encoder)
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(bytes, forKey: .bytes)
    }
  }
}

/// What the placements took: the median, with the least and the most.
struct PlacementSpread: Encodable {
  let medianNanoseconds: Double
  let leastNanoseconds: Double
  let mostNanoseconds: Double

  init(_ placements: [Double]) {
    let spread = Spread(placements)
    medianNanoseconds = spread.median
    leastNanoseconds = spread.least
    mostNanoseconds = spread.most
  }

  var text: String {
    func microseconds(_ time: Double) -> String { Format.decimal(time / 1000, digits: 2) }
    return "\(microseconds(medianNanoseconds)) us "
      + "(\(microseconds(leastNanoseconds)) to \(microseconds(mostNanoseconds)))"
  }
}

/// The medians of each placement, in nanoseconds.
struct PlacementTimes {
  private(set) var steps: [Double] = []
  private(set) var reads: [Double] = []
  /// Each placement's step over the same placement's read.
  var ratios: [Double] { zip(steps, reads).map { $0 / $1 } }

  mutating func add(_ times: (step: Double, read: Double)) {
    steps.append(times.step)
    reads.append(times.read)
  }
}

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
    let medianNanoseconds: Double
    let leastNanoseconds: Double
    let mostNanoseconds: Double
    let nanosecondsPerStream: Double

    init(_ placements: [Double], streams: Int) {
      let spread = Spread(placements)
      (medianNanoseconds, leastNanoseconds, mostNanoseconds) =
        (spread.median, spread.least, spread.most)
      nanosecondsPerStream = spread.median / Double(streams)
    }

    var text: String { microseconds(medianNanoseconds, leastNanoseconds, mostNanoseconds) }
  }

  struct ReadLimit: Encodable {
    let medianNanoseconds: Double
    let leastNanoseconds: Double
    let mostNanoseconds: Double
    let bytes: Int

    init(_ placements: [Double], bytes: Int) {
      let spread = Spread(placements)
      (medianNanoseconds, leastNanoseconds, mostNanoseconds) =
        (spread.median, spread.least, spread.most)
      self.bytes = bytes
    }

    var text: String { microseconds(medianNanoseconds, leastNanoseconds, mostNanoseconds) }
  }
}

/// The medians of each placement, in nanoseconds.
struct PlacementTimes {
  private(set) var steps: [Double] = []
  private(set) var reads: [Double] = []
  /// Each placement's step over the same placement's read.
  private(set) var ratios: [Double] = []

  mutating func add(_ times: (step: Double, read: Double)) {
    steps.append(times.step)
    reads.append(times.read)
    ratios.append(times.step / times.read)
  }
}

/// The median of several placements, with the least and the most.
struct Spread: Encodable {
  let median: Double
  let least: Double
  let most: Double

  /// Of at least one number.
  init(_ values: [Double]) {
    median = values.median
    least = values.min() ?? median
    most = values.max() ?? median
  }

  var text: String {
    "\(Format.decimal(median, digits: 2)) (\(Format.decimal(least, digits: 2)) to "
      + "\(Format.decimal(most, digits: 2)))"
  }
}

private func microseconds(_ median: Double, _ least: Double, _ most: Double) -> String {
  "\(Format.decimal(median / 1000, digits: 2)) us (\(Format.decimal(least / 1000, digits: 2)) to "
    + "\(Format.decimal(most / 1000, digits: 2)))"
}

extension [Double] {
  /// Of at least one number.
  var median: Double {
    let sorted = sorted()
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
  }
}

import Benchmark
import Lacuna

/// The paths that a program which runs models is in all the time.
///
/// What is made beforehand is not measured. Models' weights are random and seeded.
let benchmarks: @Sendable () -> Void = {
  unsafe Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .throughput],
    scalingFactor: .kilo,
    maxDuration: .seconds(3),
    maxIterations: 100_000)
  let once = Benchmark.Configuration(
    metrics: [.wallClock, .throughput],
    scalingFactor: .one,
    maxDuration: .seconds(3),
    maxIterations: 100_000)

  Benchmark(
    "open and validate, two LSTM layers of 650 at terms:2/16", configuration: once,
    closure: { (_, file: TemporaryFile) in blackHole(try Model(path: file.path)) },
    setup: { try TemporaryFile(.recurrent, "terms:2/16") })

  Benchmark(
    "CRC-32 of 1,000,000 bytes", configuration: once,
    closure: { (_, bytes: [UInt8]) in blackHole(unsafe hostChecksum(bytes.span.bytes)) },
    setup: { [UInt8](repeating: 0xA5, count: 1_000_000) })

  for encoding in ["terms:2/16", "terms:1/16", "codes", "int8"] {
    Benchmark(
      "step, two LSTM layers of 650 at \(encoding)", closure: steps,
      setup: { try RandomModel.recurrent.opened(encoding) })
  }

  Benchmark(
    "step, two LSTM layers of 650 at terms:2/16 on the output axis", closure: steps,
    setup: { try RandomModel.recurrent.opened("terms:2/16", axis: "output") })

  Benchmark(
    "step, output layer of 10,000 x 650 at terms:2/16", closure: steps,
    setup: { try RandomModel.output.opened("terms:2/16") })

  outputBenchmarks()

  Benchmark(
    "read limit, two LSTM layers of 650 at terms:2/16",
    closure: { (benchmark: Benchmark, model: Model) in
      for _ in benchmark.scaledIterations { model.readWeights(network: 0) }
    },
    setup: { try RandomModel.recurrent.opened("terms:2/16") })
}

private func steps(_ benchmark: Benchmark, _ model: Model) throws {
  var session = try InferenceSession(model)
  var random = SplitMix64(seed: 2)
  let features = RandomModel.features(count: RandomModel.size, &random)
  benchmark.startMeasurement()
  for _ in benchmark.scaledIterations { try session.step(features: features.span) }
  benchmark.stopMeasurement()
}

import Benchmark
import Lacuna

/// What is made of a language model's outputs after a step.
func outputBenchmarks() {
  let outputs: [Int32] = {
    var random = SplitMix64(seed: 3)
    return (0..<10_000).map { _ in Int32((random.nextUnit() - 0.5) * 20 * 65_536) }
  }()

  Benchmark("outputs, argmax of 10,000") { benchmark in
    for _ in benchmark.scaledIterations { blackHole(Logits.argmax(outputs.span)) }
  }

  Benchmark("outputs, ten greatest of 10,000") { benchmark in
    for _ in benchmark.scaledIterations { blackHole(Logits.greatest(10, of: outputs.span)) }
  }

  Benchmark("outputs, log-probability among 10,000") { benchmark in
    for _ in benchmark.scaledIterations {
      blackHole(Logits.logProbability(of: 17, in: outputs.span, exponent: -16))
    }
  }

  Benchmark("outputs, a draw from 10,000") { benchmark in
    var random = SplitMix64(seed: 4)
    for _ in benchmark.scaledIterations {
      blackHole(
        Logits.sample(outputs.span, exponent: -16, temperature: 0.8, using: &random))
    }
  }
}

import Foundation
import Lacuna
import Testing

@Suite struct LogitsTests {
  @Test func `of equal outputs the first is the greatest`() {
    #expect(Logits.argmax([1, 3, 3, 2]) == 1)
  }

  @Test func `log-probabilities add up to one and do not overflow`() {
    let values: [Float] = [1000, 999, 0, -1000]
    let sum = values.indices.reduce(0.0) { $0 + exp(Logits.logProbability(of: $1, in: values)) }
    #expect(abs(sum - 1) < 1e-12)
    #expect(abs(Logits.logProbability(of: 0, in: values) + log(1 + exp(-1.0))) < 1e-12)
  }

  @Test func `draws follow the softmax at the temperature, and the seed`() {
    let values: [Float] = [0, 1, 2]
    var generator = SplitMix64(seed: 7)
    var counts = [0, 0, 0]
    let draws = 20_000
    for _ in 0..<draws {
      counts[Logits.sample(values, temperature: 0.5, using: &generator)] += 1
    }
    for index in values.indices {
      let expected = exp(Logits.logProbability(of: index, in: values.map { $0 * 2 }))
      #expect(abs(Double(counts[index]) / Double(draws) - expected) < 0.02)
    }
    var (first, second) = (SplitMix64(seed: 3), SplitMix64(seed: 3))
    #expect(
      (0..<50).map { _ in Logits.sample(values, temperature: 1, using: &first) }
        == (0..<50).map { _ in Logits.sample(values, temperature: 1, using: &second) })
  }
}

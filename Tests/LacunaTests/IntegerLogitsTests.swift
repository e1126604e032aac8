import Foundation
import Testing

@testable import Lacuna

/// Outputs as logits, by every kernel that runs here.
@Suite struct IntegerLogitsTests {
  /// Outputs in Q15.16, `count` of them, with a standard deviation of about 3.
  private static func outputs(_ count: Int, seed: UInt64) -> [Int32] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      let sum = (0..<4).reduce(0.0) { total, _ in total + generator.nextUnit() - 0.5 }
      return Int32(sum * 5 * 65_536)
    }
  }

  private static func floats(_ outputs: [Int32]) -> [Float] { outputs.map { Float($0) * 0x1p-16 } }

  @Test(arguments: [1, 2, 17, 511, 512, 513, 10_000, 40_000])
  func `log-probabilities are the same bits by every kernel, and those of the floats`(
    count: Int
  ) {
    let outputs = Self.outputs(count, seed: UInt64(count))
    let floats = Self.floats(outputs)
    for index in [0, count / 2, count - 1] {
      let reference = Logits.logProbability(
        of: index, in: outputs.span, exponent: -16, kernels: .scalar)
      #expect(abs(reference - Logits.logProbability(of: index, in: floats)) < 1e-6)
      for kernels in KernelSet.supported {
        let found = Logits.logProbability(
          of: index, in: outputs.span, exponent: -16, kernels: kernels)
        #expect(found.bitPattern == reference.bitPattern, "\(kernels.name)")
      }
    }
  }

  @Test func `the log of the sum is the greatest output's log-probability less the output`() {
    let outputs = Self.outputs(1000, seed: 4)
    for kernels in KernelSet.supported {
      let best = Logits.argmax(outputs.span, kernels: kernels)
      let sum = Logits.logSumExp(outputs.span, exponent: -16, kernels: kernels)
      let probability = Logits.logProbability(
        of: best, in: outputs.span, exponent: -16, kernels: kernels)
      #expect(abs(Double(outputs[best]) * 0x1p-16 - sum - probability) < 1e-12)
    }
  }

  @Test func `outputs at the ends of their range do not overflow`() {
    let outputs: [Int32] = [-1 << 30, 1 << 30, 0, 1 << 30]
    for kernels in KernelSet.supported {
      #expect(Logits.argmax(outputs.span, kernels: kernels) == 1)
      let probability = Logits.logProbability(
        of: 3, in: outputs.span, exponent: -16, kernels: kernels)
      #expect(abs(probability + log(2)) < 1e-9)
      let least = Logits.logProbability(
        of: 0, in: outputs.span, exponent: -16, kernels: kernels)
      #expect(abs(least + 32_768 + log(2)) < 1e-9)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `all of many outputs are put in order without moving each past each`() {
    let outputs = (0..<200_000).map { Int32($0) }
    #expect(Logits.greatest(.max, of: outputs.span) == outputs.indices.reversed())
  }

  @Test(arguments: [0, 1, 3, 40, 64, 65, 1000, 5000])
  func `the greatest outputs come first, and equal ones in their order`(count: Int) {
    var outputs = Self.outputs(3000, seed: 9)
    for index in stride(from: 0, to: outputs.count, by: 3) { outputs[index] >>= 12 }
    let expected = outputs.indices.sorted {
      outputs[$0] == outputs[$1] ? $0 < $1 : outputs[$0] > outputs[$1]
    }
    for kernels in KernelSet.supported {
      let found = Logits.greatest(count, of: outputs.span, kernels: kernels)
      #expect(found == Array(expected.prefix(count)), "\(kernels.name)")
      #expect(Logits.argmax(outputs.span, kernels: kernels) == expected[0])
    }
  }

  @Test func `draws are the same by every kernel, and follow the softmax at the temperature`() {
    let outputs = Self.outputs(40_000, seed: 5)
    func draw(_ kernels: KernelSet) -> [Int] {
      var generator = SplitMix64(seed: 11)
      return (0..<20).map { _ in
        Logits.sample(
          outputs.span, exponent: -16, temperature: 0.8, kernels: kernels, using: &generator)
      }
    }
    let reference = draw(.scalar)
    #expect(Set(reference).count > 10)
    for kernels in KernelSet.supported { #expect(draw(kernels) == reference, "\(kernels.name)") }

    let three: [Int32] = [0, 1 << 16, 2 << 16]
    var (counts, generator) = ([0, 0, 0], SplitMix64(seed: 7))
    for _ in 0..<20_000 {
      counts[
        Logits.sample(three.span, exponent: -16, temperature: 0.5, using: &generator)] += 1
    }
    for index in counts.indices {
      let expected = exp(Logits.logProbability(of: index, in: [0, 2, 4]))
      #expect(abs(Double(counts[index]) / 20_000 - expected) < 0.02)
    }
  }

  @Test func `a temperature near zero draws the greatest`() {
    let outputs = Self.outputs(3000, seed: 6)
    var generator = SplitMix64(seed: 1)
    for _ in 0..<20 {
      let drawn = Logits.sample(
        outputs.span, exponent: -16, temperature: 1e-300, using: &generator)
      #expect(drawn == Logits.argmax(outputs.span))
    }
  }

  @Test func `the logarithm is the C library's to its last bits`() {
    var generator = SplitMix64(seed: 2)
    for shift in 0..<64 {
      let number = max(generator.next() >> UInt64(shift), 1)
      #expect(abs(Logits.naturalLogarithm(number) - log(Double(number))) <= 2e-14)
    }
    #expect(Logits.naturalLogarithm(1) == 0)
  }
}

// A network's outputs, taken as logits where they are: integers in units of `2^exponent`. Weights are
// fixed-point numbers, so their sum is exact in any order, and every machine and every kernel gives
// the same index and the same value.
extension Logits {
  /// The index of the greatest of at least one output, the first of equals. O(count).
  public static func argmax(_ outputs: Span<Int32>, kernels: KernelSet = .best) -> Int {
    let greatest = kernels.greatest(outputs)
    // Outputs are of magnitude 2^30 at most.
    return kernels.nextAbove(outputs, from: 0, bound: greatest &- 1)
  }

  /// The indices of the `count` greatest outputs, the greatest first, of equals the first first; all
  /// of them where there are fewer. O(outputs + count · log(outputs) · count) for outputs in no order;
  /// O(outputs · log(outputs)), with an index of each in memory, where `count` is above 64.
  public static func greatest(
    _ count: Int, of outputs: Span<Int32>, kernels: KernelSet = .best
  ) -> [Int] {
    var found: [Int] = []
    guard count > 0 else { return found }
    guard count <= mostInserted else {
      let order = (0..<outputs.count).sorted { (outputs[$1], $0) < (outputs[$0], $1) }
      return Array(order.prefix(count))
    }
    found.reserveCapacity(min(count, outputs.count) + 1)
    var next = 0
    while true {
      let isFull = found.count == count
      if isFull {
        next = kernels.nextAbove(outputs, from: next, bound: outputs[found[count - 1]])
      }
      guard next < outputs.count else { return found }
      if isFull { found.removeLast() }
      let value = outputs[next]
      let place = found.firstIndex { outputs[$0] < value } ?? found.count
      found.insert(next, at: place)
      next += 1
    }
  }

  /// The natural logarithm of the sum of all outputs' exponentials, to within 1e-6. O(count).
  public static func logSumExp(
    _ outputs: Span<Int32>, exponent: Int, kernels: KernelSet = .best
  ) -> Double {
    let (top, weights) = weightSum(outputs, exponent: exponent, kernels: kernels)
    return Double(top) * unit(exponent) + naturalLogarithm(weights) - 29 * naturalLogarithmOf2
  }

  /// The natural logarithm of the softmax at `index`, to within 1e-6. O(count).
  public static func logProbability(
    of index: Int, in outputs: Span<Int32>, exponent: Int, kernels: KernelSet = .best
  ) -> Double {
    let (top, weights) = weightSum(outputs, exponent: exponent, kernels: kernels)
    let below = Double(Int(outputs[index]) - Int(top)) * unit(exponent)
    return below - (naturalLogarithm(weights) - 29 * naturalLogarithmOf2)
  }

  /// Draws an index from the softmax of `outputs / temperature`, which must be above 0. O(count), and
  /// takes no memory.
  public static func sample(
    _ outputs: Span<Int32>, exponent: Int, temperature: Double, kernels: KernelSet = .best,
    using generator: inout SplitMix64
  ) -> Int {
    let top = kernels.greatest(outputs)
    let scale = scale(exponent: exponent, temperature: temperature)
    let length = max(partLength, (outputs.count + 63) / 64)
    var sums = InlineArray<64, UInt64>(repeating: 0)
    var total: UInt64 = 0
    var filled = 0
    while filled * length < outputs.count {
      let start = filled * length
      let part = outputs.extracting(start..<min(start + length, outputs.count))
      sums[filled] = kernels.weightSum(part, top: top, scale: scale)
      total += sums[filled]
      filled += 1
    }
    var rest = min(UInt64(generator.nextUnit() * Double(total)), total - 1)
    var block = 0
    while rest >= sums[block] {
      rest -= sums[block]
      block += 1
    }
    var weights = InlineArray<512, Int32>(repeating: 0)
    let end = min((block + 1) * length, outputs.count)
    var next = block * length
    while next < end {
      let start = next
      next += partLength
      let part = outputs.extracting(start..<min(start + partLength, end))
      var span = weights.mutableSpan
      let sum = kernels.weights(part, top: top, scale: scale, into: &span)
      guard rest < sum else {
        rest -= sum
        continue
      }
      for index in 0..<part.count {
        let weight = UInt64(weights[index])
        if rest < weight { return start + index }
        rest -= weight
      }
    }
    return argmax(outputs, kernels: kernels)
  }

  private static var partLength: Int { 512 }

  /// So many are found in order by looking for each one's place; of more, each would move too many.
  private static var mostInserted: Int { 64 }

  private static func weightSum(
    _ outputs: Span<Int32>, exponent: Int, kernels: KernelSet
  ) -> (top: Int32, weights: UInt64) {
    let top = kernels.greatest(outputs)
    let scale = scale(exponent: exponent, temperature: 1)
    return (top, kernels.weightSum(outputs, top: top, scale: scale))
  }

  private static func unit(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }

  /// What an output counts in octaves.
  private static func scale(exponent: Int, temperature: Double) -> Float {
    Float(min(unit(exponent) / (naturalLogarithmOf2 * temperature), 1e30))
  }
}

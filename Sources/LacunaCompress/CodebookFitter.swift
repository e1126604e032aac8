/// Finds the whole-valued codebook that errs least on a histogram, exactly, by dynamic programming.
///
/// With the values of a codebook in order, each number belongs to one of the two values around it,
/// so the error is a sum over neighbouring values, and the best codebook with a given last value
/// extends a best one. O(codes · 129²).
///
/// Values stay within ±64, as those of a `shift` codebook do, though the format allows 127: so two
/// products with any activations fit into 16 bits, which the kernels for SSSE3, AVX2 and AVX-512 make
/// use of. Rows have exponents of their own, so that little is lost (`tools/kernels/README.md`).
struct CodebookFitter {
  private static let values = Array(-64...64)
  private static let zero = 64

  private var prefix: [(weight: Double, sum: Double, square: Double)]

  init(_ histogram: WeightHistogram) {
    prefix = [(0, 0, 0)]
    prefix.reserveCapacity(WeightHistogram.binCount + 1)
    var total = (weight: 0.0, sum: 0.0, square: 0.0)
    for bin in 0..<WeightHistogram.binCount {
      total.weight += histogram.weights[bin]
      total.sum += histogram.sums[bin]
      total.square += histogram.squares[bin]
      prefix.append(total)
    }
  }

  /// The squared error of `value` for the numbers from `lower` to `upper`, in halves.
  private func error(of value: Int, from lower: Int, to upper: Int) -> Double {
    let binsPerHalf = WeightHistogram.binsPerUnit / 2
    let first = prefix[(lower + 2 * WeightHistogram.limit) * binsPerHalf]
    let last = prefix[(upper + 2 * WeightHistogram.limit) * binsPerHalf]
    let value = Double(value)
    return (last.square - first.square) - 2 * value * (last.sum - first.sum)
      + value * value * (last.weight - first.weight)
  }

  /// The best codebook: 0, then the other values in ascending order.
  func fit(codeCount: Int) -> Codebook {
    let count = Self.values.count
    let end = 2 * WeightHistogram.limit
    // What lies between two neighbouring values costs, `[low, high]`.
    var between = [Double](repeating: 0, count: count * count)
    for low in 0..<count {
      for high in low + 1..<count {
        let border = Self.values[low] + Self.values[high]
        between[low * count + high] =
          error(of: Self.values[low], from: 2 * Self.values[low], to: border)
          + error(of: Self.values[high], from: border, to: 2 * Self.values[high])
      }
    }
    // best[v]: the least cost up to v of the codebooks that end there.
    var best = Self.values.map { error(of: $0, from: -end, to: 2 * $0) }
    for value in Self.zero + 1..<count { best[value] = .infinity }
    var previous: [[Int]] = []
    for _ in 1..<codeCount {
      var next = best
      var from = Array(0..<count)
      for high in 1..<count {
        // 0 is one of the values.
        for low in (high > Self.zero ? Self.zero : 0)..<high {
          let cost = best[low] + between[low * count + high]
          if cost < next[high] {
            next[high] = cost
            from[high] = low
          }
        }
      }
      best = next
      previous.append(from)
    }
    var last = Self.zero
    var leastCost = Double.infinity
    for value in Self.zero..<count {
      let cost = best[value] + error(of: Self.values[value], from: 2 * Self.values[value], to: end)
      if cost < leastCost {
        leastCost = cost
        last = value
      }
    }
    var chosen: Set<Int> = [last]
    for from in previous.reversed() {
      last = from[last]
      chosen.insert(last)
    }
    let others = chosen.filter { $0 != Self.zero }.sorted().map { Int8(Self.values[$0]) }
    let unused = [Int8](repeating: 0, count: codeCount - 1 - others.count)
    return Codebook(values: [0] + others + unused)
  }
}

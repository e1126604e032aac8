/// The weights of a row as whole numbers of the largest step that they all are multiples of.
struct ExactRow: Sendable {
  /// The step is `2^exponent`; 0 for a row of zeros.
  let exponent: Int
  /// The numbers other than 0, once each, ascending. They are not all even.
  let numbers: [Int]

  /// Nil where a number is past what sums of codes can be.
  ///
  /// - Parameter weights: finite values, `[columns]`.
  init?(_ weights: ArraySlice<Float>) {
    var lowest: Int?
    for weight in weights where weight != 0 {
      let exponent = Self.lowestBitExponent(weight)
      lowest = min(lowest ?? exponent, exponent)
    }
    guard let lowest else {
      exponent = 0
      numbers = []
      return
    }
    var distinct: Set<Int> = []
    for weight in weights where weight != 0 {
      let number = Double(weight) * Double(sign: .plus, exponent: -lowest, significand: 1)
      guard number.magnitude <= Double(SumTable.limit) else { return nil }
      distinct.insert(Int(number))
    }
    exponent = lowest
    numbers = distinct.sorted()
  }

  /// The exponent of the lowest bit set in a number other than 0.
  private static func lowestBitExponent(_ number: Float) -> Int {
    let fraction = number.significandBitPattern
    if number.isSubnormal { return -149 + fraction.trailingZeroBitCount }
    return Int(number.exponent) - 23 + (fraction | 1 << 23).trailingZeroBitCount
  }

  /// The exponent with which a codebook holds the row in the fewest codes, with at most `limit`
  /// of them for a weight; nil where it cannot.
  func exponent(for table: SumTable, limit: Int) -> Int? {
    guard !numbers.isEmpty else { return 0 }
    var best: (exponent: Int, count: Int)?
    // Finer steps need larger numbers, up to the largest sum.
    for shift in 0..<12 where rowExponentRange.contains(exponent - shift) {
      var total = 0
      let isHeld = numbers.allSatisfy { number in
        guard let count = table.count(of: number << shift), count <= limit else { return false }
        total += count
        return true
      }
      if isHeld, total < best?.count ?? .max { best = (exponent - shift, total) }
    }
    return best?.exponent
  }
}

/// Encodes columns as `terms` in groups down the columns (`spec/encodings.md`), sixteen columns at
/// a time, a column in each lane. A block is one group high.
struct OutputTermsEncoder: WeightEncoder {
  let blockRowCount: Int
  private(set) var exponents: [Int]
  private(set) var squaredError = 0.0

  let codebook: Codebook
  let termsPerGroup: Int
  let columns: Int
  /// Groups in a column.
  private let groupCount: Int
  private let exact: SumTable?
  private let nearest: NearestCode
  private let pursuit: TermPursuit
  /// `[columns, termsPerGroup]`
  var terms: [UInt8]

  /// - Parameter exact: how to add up whole numbers exactly, for weights that must be.
  init(
    codebook: Codebook, groupSize: Int, termsPerGroup: Int, rows: Int, columns: Int,
    exact: SumTable? = nil
  ) {
    self.codebook = codebook
    self.termsPerGroup = termsPerGroup
    self.columns = columns
    self.exact = exact
    blockRowCount = groupSize
    groupCount = (rows + groupSize - 1) / groupSize
    exponents = [Int](repeating: 0, count: groupSize)
    nearest = NearestCode(codebook)
    pursuit = TermPursuit(
      codebook: codebook, groupSize: groupSize, termsPerGroup: termsPerGroup, isUniform: false)
    terms = [UInt8](repeating: 0, count: columns * termsPerGroup)
  }

  mutating func encode(_ block: borrowing RowBlock, exponents given: [Int]?) {
    if let given {
      exponents = given
      encode(block)
      return
    }
    exponents = block.maxima.map { codebook.startExponent(maximum: $0) }
    encode(block)
    // A row's exponent has a say in which weights of other rows are kept. So let all rows choose
    // for what they keep now, then see what is kept then; and go back should that be worse.
    var best = (exponents: exponents, error: squaredError, terms: terms)
    for _ in 0..<3 {
      let improved = improvedExponents(block)
      guard improved != exponents else { break }
      exponents = improved
      encode(block)
      guard squaredError < best.error else { break }
      best = (exponents, squaredError, terms)
    }
    (exponents, squaredError, terms) = best
  }

  /// For each row, the exponent that errs least on the weights that are kept.
  private func improvedExponents(_ block: borrowing RowBlock) -> [Int] {
    var kept = [[Float]](repeating: [], count: blockRowCount)
    for column in 0..<columns {
      for term in 0..<termsPerGroup {
        let byte = terms[column * termsPerGroup + term]
        guard byte != 0 else { break }
        let row = Int(byte) % blockRowCount
        let value = block.values[row * block.stride + column]
        if kept[row].last != value { kept[row].append(value) }
      }
    }
    return (0..<blockRowCount).map { row in
      leastErrorExponent(from: exponents[row]) { exponent in
        let scale = powerOfTwo(-exponent)
        var sum: Float = 0
        for value in kept[row] {
          let scaled = value * scale
          let difference = scaled - nearest.values[NearestCode.index(scaled)]
          sum += difference * difference
        }
        return Double(sum) * Double(sign: .plus, exponent: 2 * exponent, significand: 1)
      }.exponent
    }
  }

  /// Encodes the block with the row exponents that are set.
  private mutating func encode(_ block: borrowing RowBlock) {
    let values = block.values.span
    let largest = zip(exponents, block.maxima).filter { $0.1 > 0 }.map(\.0).max() ?? 0
    for row in 0..<blockRowCount {
      // Squared errors in the units of the row with the largest exponent, rows of zeros aside.
      let exponent = min(max(2 * (exponents[row] - largest), -126), 0)
      pursuit.setWeight(powerOfTwo(exponent), at: row)
    }
    var rowErrors = [Double](repeating: 0, count: blockRowCount)
    for column in stride(from: 0, to: columns, by: 16) {
      for row in 0..<blockRowCount {
        let lanes = values.lanes(at: row * block.stride + column)
        pursuit[row] = lanes * powerOfTwo(-exponents[row])
      }
      pursuit.run()
      for row in 0..<blockRowCount {
        let residual = pursuit[row]
        rowErrors[row] += Double((residual * residual).sum())
      }
      let lanes = min(16, columns - column)
      if let exact { makeExact(block, column: column, lanes: lanes, exact: exact) }
      let pursuit = pursuit
      let termsPerGroup = termsPerGroup
      var target = terms.mutableSpan
      for lane in 0..<lanes {
        pursuit.store(lane: lane, to: &target, at: (column + lane) * termsPerGroup)
      }
    }
    squaredError = 0
    for row in 0..<blockRowCount {
      squaredError +=
        rowErrors[row] * Double(sign: .plus, exponent: 2 * exponents[row], significand: 1)
    }
  }

  private func makeExact(
    _ block: borrowing RowBlock, column: Int, lanes: Int, exact: SumTable
  ) {
    for lane in 0..<lanes {
      var targets = [Float](repeating: 0, count: blockRowCount)
      for row in 0..<blockRowCount {
        targets[row] =
          block.values[row * block.stride + column + lane] * powerOfTwo(-exponents[row])
      }
      if let terms = exact.terms(for: targets, limit: termsPerGroup) {
        pursuit.replaceTerms(terms, lane: lane)
      }
    }
  }

  var symbols: [UInt8] { terms }

  mutating func restore(_ block: EncodedBlock) {
    (exponents, terms) = (block.exponents, block.symbols)
  }

  func write(block index: Int, to bytes: inout MutableSpan<UInt8>, at start: Int) {
    for column in 0..<columns {
      for term in 0..<termsPerGroup {
        let place = start + termsPerGroup * (groupCount * column + index) + term
        bytes[place] = terms[column * termsPerGroup + term]
      }
    }
  }

  func integers(stride: Int) -> [Int32] {
    var integers = [Int32](repeating: 0, count: blockRowCount * stride)
    let positionBits = UInt8(blockRowCount.trailingZeroBitCount)
    for column in 0..<columns {
      for term in 0..<termsPerGroup {
        let byte = terms[column * termsPerGroup + term]
        integers[Int(byte) % blockRowCount * stride + column] +=
          Int32(codebook.values[Int(byte >> positionBits)])
      }
    }
    return integers
  }
}

extension OutputTermsEncoder: FittedEncoder {
  func collect(_ block: borrowing RowBlock, into histogram: inout WeightHistogram) {
    let integers = integers(stride: block.stride)
    let positionBits = UInt8(blockRowCount.trailingZeroBitCount)
    for (index, byte) in terms.enumerated() {
      let value = Float(codebook.values[Int(byte >> positionBits)])
      guard value != 0 else { continue }
      let row = Int(byte) % blockRowCount
      let place = row * block.stride + index / termsPerGroup
      let others = Float(integers[place]) - value
      histogram.add(
        block.values[place] * powerOfTwo(-exponents[row]) - others,
        weight: Double(sign: .plus, exponent: 2 * exponents[row], significand: 1))
    }
  }
}

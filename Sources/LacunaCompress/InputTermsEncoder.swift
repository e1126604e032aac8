/// Encodes rows as `terms` in groups along the rows (`spec/encodings.md`), sixteen rows at a time,
/// a row in each lane.
struct InputTermsEncoder: WeightEncoder {
  let blockRowCount = 16
  private(set) var exponents = [Int](repeating: 0, count: 16)
  private(set) var squaredError = 0.0

  private let codebook: Codebook
  private let groupSize: Int
  private let termsPerGroup: Int
  private let groupCount: Int
  private let isUniform: Bool
  private let exact: SumTable?
  private var pursuit: TermPursuit
  /// The block with its rows in lanes, `[groupCount · groupSize]`.
  private var columns: [Lanes]
  /// Terms of the rows, `[16, groupCount · termsPerGroup]`: the best so far, and the latest.
  private var terms: [UInt8]
  private var latestTerms: [UInt8]
  private var errors = SIMD16<Double>.zero

  /// - Parameter exact: how to add up whole numbers exactly, for weights that must be.
  init(
    codebook: Codebook, groupSize: Int, termsPerGroup: Int, columns: Int, exact: SumTable? = nil
  ) {
    self.codebook = codebook
    self.groupSize = groupSize
    self.termsPerGroup = termsPerGroup
    self.exact = exact
    groupCount = (columns + groupSize - 1) / groupSize
    isUniform = codebook.isSymmetric
    pursuit = TermPursuit(
      codebook: codebook, groupSize: groupSize, termsPerGroup: termsPerGroup)
    self.columns = [Lanes](repeating: .zero, count: groupCount * groupSize)
    terms = [UInt8](repeating: 0, count: 16 * groupCount * termsPerGroup)
    latestTerms = terms
  }

  private var termsPerRow: Int { groupCount * termsPerGroup }

  mutating func encode(_ block: borrowing RowBlock, exponents given: [Int]?) {
    transpose(block)
    if let given {
      exponents = given
      encode(exponents: given)
      keepLatest(where: .init(repeating: true), exponents: given)
    } else {
      chooseExponents(maxima: block.maxima)
    }
    squaredError = errors.sum()
  }

  /// Walks from the exponents that just hold the rows' largest weights to ones whose neighbours
  /// are no better, all sixteen at a time.
  private mutating func chooseExponents(maxima: [Float]) {
    let limit = Float(codebook.maximum) * 1.25
    exponents = maxima.map { smallestExponent(holding: $0, limit: limit) }
    encode(exponents: exponents)
    keepLatest(where: .init(repeating: true), exponents: exponents)
    for direction in [-1, 1] {
      var isImproving = SIMDMask<SIMD16<Int64>>(repeating: true)
      if direction == 1 {
        // Who went down is already where up is worse.
        for row in 0..<16 {
          let start = smallestExponent(holding: maxima[row], limit: limit)
          isImproving[row] = exponents[row] == start
        }
      }
      for row in 0..<16 where maxima[row] == 0 { isImproving[row] = false }
      while any(isImproving) {
        var next = exponents
        for row in 0..<16 where isImproving[row] {
          next[row] += direction
          isImproving[row] = rowExponentRange.contains(next[row])
          if !isImproving[row] { next[row] = exponents[row] }
        }
        let before = errors
        encode(exponents: next)
        isImproving = isImproving .& (errors .< before)
        let latest = errors
        errors = before
        errors.replace(with: latest, where: isImproving)
        keepLatest(where: isImproving, exponents: next)
      }
    }
  }

  private mutating func keepLatest(where isKept: SIMDMask<SIMD16<Int64>>, exponents new: [Int]) {
    let count = termsPerRow
    for row in 0..<16 where isKept[row] { exponents[row] = new[row] }
    let latest = latestTerms
    let source = latest.span
    var target = terms.mutableSpan
    for row in 0..<16 where isKept[row] {
      for term in row * count..<(row + 1) * count { target[term] = source[term] }
    }
  }

  private mutating func transpose(_ block: borrowing RowBlock) {
    let values = block.values.span
    let stride = block.stride
    var target = columns.mutableSpan
    for column in 0..<target.count {
      var lanes = Lanes.zero
      for row in 0..<16 { lanes[row] = values[row * stride + column] }
      target[column] = lanes
    }
  }

  /// Encodes all sixteen rows with the exponents given, into `latestTerms` and `errors`.
  private mutating func encode(exponents: [Int]) {
    var scale = Lanes.zero
    var squaredScale = SIMD16<Double>.zero
    for row in 0..<16 {
      scale[row] = powerOfTwo(-exponents[row])
      squaredScale[row] = Double(sign: .plus, exponent: 2 * exponents[row], significand: 1)
    }
    var sum = SIMD16<Double>.zero
    for group in 0..<groupCount {
      for position in 0..<groupSize {
        pursuit.setTarget(columns[group * groupSize + position] * scale, at: position)
      }
      pursuit.run(isUniform: isUniform)
      sum += SIMD16<Double>(pursuit.squaredErrors)
      if let exact { makeExact(group: group, scale: scale, exact: exact) }
      store(group: group)
    }
    errors = sum * squaredScale
  }

  private mutating func store(group: Int) {
    let count = termsPerRow
    let termsPerGroup = termsPerGroup
    let pursuit = pursuit
    var target = latestTerms.mutableSpan
    for row in 0..<16 {
      for term in 0..<termsPerGroup {
        target[row * count + group * termsPerGroup + term] = pursuit.byte(term, lane: row)
      }
    }
  }

  private mutating func makeExact(group: Int, scale: Lanes, exact: SumTable) {
    for row in 0..<16 {
      let targets = (0..<groupSize).map { columns[group * groupSize + $0][row] * scale[row] }
      if let terms = exact.terms(for: targets, limit: termsPerGroup) {
        pursuit.replaceTerms(terms, lane: row)
      }
    }
  }

  func write(block index: Int, to bytes: inout MutableSpan<UInt8>, at start: Int) {
    let count = termsPerRow
    let source = terms.span
    for row in 0..<16 {
      for term in 0..<count {
        let laneBytes = min(4, count - term / 4 * 4)
        let place = start + 16 * count * index + 64 * (term / 4) + laneBytes * row + term % 4
        bytes[place] = source[row * count + term]
      }
    }
  }

  func integers(stride: Int) -> [Int32] {
    var integers = [Int32](repeating: 0, count: 16 * stride)
    let positionBits = UInt8(groupSize.trailingZeroBitCount)
    for row in 0..<16 {
      for term in 0..<termsPerRow {
        let byte = terms[row * termsPerRow + term]
        let position = Int(byte) % groupSize
        integers[row * stride + term / termsPerGroup * groupSize + position] +=
          Int32(codebook.values[Int(byte >> positionBits)])
      }
    }
    return integers
  }
}

extension InputTermsEncoder: FittedEncoder {
  func collect(_ block: borrowing RowBlock, into histogram: inout WeightHistogram) {
    let integers = integers(stride: block.stride)
    let positionBits = UInt8(groupSize.trailingZeroBitCount)
    for row in 0..<block.rows.count {
      let scale = powerOfTwo(-exponents[row])
      let weight = Double(sign: .plus, exponent: 2 * exponents[row], significand: 1)
      for term in 0..<termsPerRow {
        let byte = terms[row * termsPerRow + term]
        let value = Float(codebook.values[Int(byte >> positionBits)])
        guard value != 0 else { continue }
        let column = term / termsPerGroup * groupSize + Int(byte) % groupSize
        // What the other terms at the position leave for this one.
        let others = Float(integers[row * block.stride + column]) - value
        histogram.add(
          block.values[row * block.stride + column] * scale - others, weight: weight)
      }
    }
  }
}

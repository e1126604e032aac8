/// Encodes rows as `terms` in groups along the rows (`spec/encodings.md`), sixteen rows at a time,
/// a row in each lane.
struct InputTermsEncoder: WeightEncoder {
  let blockRowCount = 16
  private(set) var exponents = [Int](repeating: 0, count: 16)
  private(set) var squaredError = 0.0

  let codebook: Codebook
  let groupSize: Int
  let termsPerGroup: Int
  let groupCount: Int
  private let exact: SumTable?
  private let nearest: NearestCode
  private let pursuit: TermPursuit
  /// The block with its rows in lanes, `[groupCount · groupSize]`.
  private var columns: [Lanes]
  /// Terms of the rows, `[16, groupCount · termsPerGroup]`.
  var terms: [UInt8]

  /// - Parameter exact: how to add up whole numbers exactly, for weights that must be.
  init(
    codebook: Codebook, groupSize: Int, termsPerGroup: Int, columns: Int, exact: SumTable? = nil
  ) {
    self.codebook = codebook
    self.groupSize = groupSize
    self.termsPerGroup = termsPerGroup
    self.exact = exact
    groupCount = (columns + groupSize - 1) / groupSize
    nearest = NearestCode(codebook)
    pursuit = TermPursuit(
      codebook: codebook, groupSize: groupSize, termsPerGroup: termsPerGroup,
      isUniform: codebook.isSymmetric)
    self.columns = [Lanes](repeating: .zero, count: groupCount * groupSize)
    terms = [UInt8](repeating: 0, count: 16 * groupCount * termsPerGroup)
  }

  var termsPerRow: Int { groupCount * termsPerGroup }

  mutating func encode(_ block: borrowing RowBlock, exponents given: [Int]?) {
    transpose(block)
    if let given {
      exponents = given
      squaredError = pursue().sum()
      return
    }
    exponents = block.maxima.map { codebook.startExponent(maximum: $0) }
    let errors = pursue()
    squaredError = errors.sum()
    // Each row chooses the exponent that errs least on the weights it keeps now. What it would
    // keep then may differ: it moves only where that errs less.
    let improved = (0..<16).map { improvedExponent(row: $0, block) }
    guard improved != exponents else { return }
    let before = (exponents: exponents, terms: terms)
    exponents = improved
    let latest = pursue()
    squaredError = errors.replacing(with: latest, where: latest .< errors).sum()
    for row in 0..<16 where !(latest[row] < errors[row]) {
      exponents[row] = before.exponents[row]
      for term in row * termsPerRow..<(row + 1) * termsPerRow { terms[term] = before.terms[term] }
    }
  }

  /// The exponent that errs least on the weights that a row keeps, each with one term.
  private func improvedExponent(row: Int, _ block: borrowing RowBlock) -> Int {
    let values = block.values.span
    let terms = self.terms.span
    let start = row * block.stride
    let table = nearest.values.span
    return leastErrorExponent(from: exponents[row]) { exponent in
      let scale = powerOfTwo(-exponent)
      var sum: Float = 0
      for group in 0..<groupCount {
        let first = row * termsPerRow + group * termsPerGroup
        var last = -1
        for term in first..<first + termsPerGroup where terms[term] != 0 {
          let position = Int(terms[term]) & (groupSize - 1)
          guard position != last else { continue }
          last = position
          let scaled = values[start + group * groupSize + position] * scale
          let difference = scaled - table[NearestCode.index(scaled)]
          sum += difference * difference
        }
      }
      return Double(sum) * Double(sign: .plus, exponent: 2 * exponent, significand: 1)
    }.exponent
  }

  private mutating func transpose(_ block: borrowing RowBlock) {
    let values = block.values.span
    let stride = block.stride
    var target = columns.mutableSpan
    for column in Swift.stride(from: 0, to: target.count, by: 4) {
      let (a, b, c, d) = (
        values.transposedQuad(at: column, stride: stride),
        values.transposedQuad(at: column + 4 * stride, stride: stride),
        values.transposedQuad(at: column + 8 * stride, stride: stride),
        values.transposedQuad(at: column + 12 * stride, stride: stride)
      )
      target[column] = Lanes(a.0, b.0, c.0, d.0)
      target[column + 1] = Lanes(a.1, b.1, c.1, d.1)
      target[column + 2] = Lanes(a.2, b.2, c.2, d.2)
      target[column + 3] = Lanes(a.3, b.3, c.3, d.3)
    }
  }

  /// Chooses the terms of all sixteen rows with the exponents that are set.
  ///
  /// - Returns: the rows' squared errors.
  private mutating func pursue() -> SIMD16<Double> {
    var scale = Lanes.zero
    var squaredScale = SIMD16<Double>.zero
    for row in 0..<16 {
      scale[row] = powerOfTwo(-exponents[row])
      squaredScale[row] = Double(sign: .plus, exponent: 2 * exponents[row], significand: 1)
    }
    let termsPerRow = termsPerRow
    var sum = SIMD16<Double>.zero
    for group in 0..<groupCount {
      for position in 0..<groupSize {
        pursuit[position] = columns[group * groupSize + position] * scale
      }
      pursuit.run()
      sum += SIMD16<Double>(pursuit.squaredErrors)
      if let exact { makeExact(group: group, scale: scale, exact: exact) }
      let first = group * termsPerGroup
      let pursuit = pursuit
      var target = terms.mutableSpan
      for row in 0..<16 {
        pursuit.store(lane: row, to: &target, at: row * termsPerRow + first)
      }
    }
    return sum * squaredScale
  }

  private func makeExact(group: Int, scale: Lanes, exact: SumTable) {
    for row in 0..<16 {
      let targets = (0..<groupSize).map { columns[group * groupSize + $0][row] * scale[row] }
      if let terms = exact.terms(for: targets, limit: termsPerGroup) {
        pursuit.replaceTerms(terms, lane: row)
      }
    }
  }

  var symbols: [UInt8] { terms }

  mutating func restore(_ block: EncodedBlock) {
    (exponents, terms) = (block.exponents, block.symbols)
  }

  func write(block index: Int, to bytes: inout MutableSpan<UInt8>, at start: Int) {
    let count = termsPerRow
    let source = terms.span
    let tile = start + 16 * count * index
    for row in 0..<16 {
      for first in stride(from: 0, to: count, by: 4) {
        let laneBytes = min(4, count - first)
        let place = tile + 16 * first + laneBytes * row
        for byte in 0..<laneBytes { bytes[place + byte] = source[row * count + first + byte] }
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

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
  private let exact: SumTable?
  private let nearest: NearestCode
  private let pursuit: TermPursuit
  /// The block with its rows in lanes, `[groupCount · groupSize]`.
  private var columns: [Lanes]
  /// Terms of the rows, `[16, groupCount · termsPerGroup]`.
  private var terms: [UInt8]

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

  private var termsPerRow: Int { groupCount * termsPerGroup }

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
    for column in 0..<target.count {
      var lanes = Lanes.zero
      for row in 0..<16 { lanes[row] = values[row * stride + column] }
      target[column] = lanes
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

  mutating func refine(_ block: borrowing RowBlock, _ descent: ProductDescent) {
    let columns = block.matrix.columns
    let positionBits = UInt8(groupSize.trailingZeroBitCount)
    for row in 0..<block.rows.count where block.maxima[row] > 0 {
      // Positions with one term may change; where several meet, they stay.
      var codes = [UInt8](repeating: 0, count: columns)
      var fixed = [Float](repeating: 0, count: columns)
      var limits = [Int](repeating: termsPerGroup, count: groupCount)
      for group in 0..<groupCount {
        let places = places(row: row, group: group)
        for (column, meeting) in places {
          if meeting.count == 1 {
            codes[column] = meeting[0] >> positionBits
          } else {
            fixed[column] = meeting.reduce(0) {
              $0 + Float(codebook.values[Int($1 >> positionBits)])
            }
            limits[group] -= meeting.count
          }
        }
      }
      descent.refine(
        targets: block.targets(row: row, exponent: exponents[row]), codes: &codes, fixed: fixed,
        groups: (groupSize, limits))
      for group in 0..<groupCount { replaceTerms(row: row, group: group, codes, fixed) }
    }
  }

  /// The terms of a group by the column that they meet at.
  private func places(row: Int, group: Int) -> [(column: Int, terms: [UInt8])] {
    var places: [(column: Int, terms: [UInt8])] = []
    let first = row * termsPerRow + group * termsPerGroup
    for byte in terms[first..<first + termsPerGroup] where byte != 0 {
      let column = group * groupSize + Int(byte) % groupSize
      if places.last?.column == column {
        places[places.count - 1].terms.append(byte)
      } else {
        places.append((column, [byte]))
      }
    }
    return places
  }

  /// Writes the terms of a group anew, those at fixed columns as they were.
  private mutating func replaceTerms(
    row: Int, group: Int, _ codes: [UInt8], _ fixed: [Float]
  ) {
    let positionBits = UInt8(groupSize.trailingZeroBitCount)
    let before = places(row: row, group: group)
    var bytes: [UInt8] = []
    for column in group * groupSize..<min((group + 1) * groupSize, codes.count) {
      if fixed[column] != 0 {
        bytes += before.first { $0.column == column }?.terms ?? []
      } else if codes[column] != 0 {
        bytes.append(codes[column] << positionBits | UInt8(column % groupSize))
      }
    }
    bytes += [UInt8](repeating: 0, count: termsPerGroup - bytes.count)
    let first = row * termsPerRow + group * termsPerGroup
    for (term, byte) in bytes.enumerated() { terms[first + term] = byte }
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

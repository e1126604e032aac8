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

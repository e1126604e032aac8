extension InputTermsEncoder {
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
}

extension OutputTermsEncoder {
  mutating func refine(_ block: borrowing RowBlock, _ descent: ProductDescent) {
    let positionBits = UInt8(blockRowCount.trailingZeroBitCount)
    let rows = (0..<block.rows.count).filter { block.maxima[$0] > 0 }
    guard let largest = rows.map({ exponents[$0] }).max() else { return }
    var codeRows: [CodeRow] = []
    var limits = [Int](repeating: termsPerGroup, count: columns)
    // Positions with one term may change; where several meet, they stay.
    var meetings: [[Int: [UInt8]]] = []
    for row in rows {
      var codes = [UInt8](repeating: 0, count: columns)
      var fixed = [Float](repeating: 0, count: columns)
      var meeting: [Int: [UInt8]] = [:]
      for column in 0..<columns {
        let first = column * termsPerGroup
        let found = terms[first..<first + termsPerGroup].filter {
          $0 != 0 && Int($0) % blockRowCount == row
        }
        if found.count == 1 {
          codes[column] = found[0] >> positionBits
        } else if found.count > 1 {
          fixed[column] = found.reduce(0) {
            $0 + Float(codebook.values[Int($1 >> positionBits)])
          }
          meeting[column] = found
          limits[column] -= found.count
        }
      }
      let targets = block.targets(row: row, exponent: exponents[row])
      descent.refine(
        targets: targets, codes: &codes, fixed: fixed, groups: (columns, []))
      codeRows.append(descent.row(targets: targets, codes: codes, fixed: fixed))
      meetings.append(meeting)
    }
    let scales = rows.map { powerOfTwo(max(2 * (exponents[$0] - largest), -126)) }
    descent.refineColumns(&codeRows, scales: scales, limits: limits)
    for column in 0..<columns {
      var bytes: [UInt8] = []
      for (index, row) in rows.enumerated() {
        let code = codeRows[index].codes[column]
        if code != 0 { bytes.append(code << positionBits | UInt8(row)) }
        bytes += meetings[index][column] ?? []
      }
      for term in 0..<termsPerGroup {
        terms[column * termsPerGroup + term] = term < bytes.count ? bytes[term] : 0
      }
    }
  }
}

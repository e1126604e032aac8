extension MatrixDescription {
  /// A matrix of the given size and encoding, filled by `style`.
  package static func random(
    name: String, rows: Int, columns: Int, encoding: MatrixEncoding, style: RandomStyle,
    using generator: inout SplitMix64
  ) -> MatrixDescription {
    let codebook = randomCodebook(encoding, style: style, using: &generator)
    let exponents = (0..<rows).map { _ in
      randomRowExponent(columns: columns, style: style, using: &generator)
    }
    let codes =
      style.fill == .canonical
      ? randomCodes(
        rows: rows, columns: columns, encoding: encoding, codebook: codebook, style: style,
        using: &generator) : []
    var matrix = MatrixDescription(
      name: name, rows: rows, columns: columns, encoding: encoding, codebook: codebook,
      codes: codes, rowExponents: exponents)
    if style.fill == .arbitrary {
      for index in matrix.weights.indices {
        matrix.weights[index] = UInt8(generator.integer(0...255))
      }
      for index in rows..<matrix.rowExponents.count {
        matrix.rowExponents[index] = generator.integer(-128...127)
      }
    }
    return matrix
  }

  private static func randomCodebook(
    _ encoding: MatrixEncoding, style: RandomStyle, using generator: inout SplitMix64
  ) -> [Int] {
    var codebook = [Int](repeating: 0, count: 32)
    guard encoding.codeCount > 0 else { return codebook }
    for code in 1..<encoding.codeCount {
      let sign = generator.oneIn(2) ? 1 : -1
      codebook[code] =
        switch style.codebook {
        case .shift: generator.oneIn(8) ? 0 : sign << generator.integer(0...6)
        case .fitted: generator.integer(-127...127)
        case .extreme: 127 * sign
        }
    }
    return codebook
  }

  /// Moderate: a sum of `columns` products of some 50 · 50, in Q3.12 after the shift.
  private static func randomRowExponent(
    columns: Int, style: RandomStyle, using generator: inout SplitMix64
  ) -> Int {
    if style.range == .arbitrary { return generator.integer(-128...127) }
    var halfLog2 = 0
    while 1 << (2 * halfLog2) < columns { halfLog2 += 1 }
    return generator.integer(-6 ... -2) - halfLog2
  }

  /// Codes of canonical matrices: groups mostly full, dense encodings with a tenth of zeros.
  private static func randomCodes(
    rows: Int, columns: Int, encoding: MatrixEncoding, codebook: [Int], style: RandomStyle,
    using generator: inout SplitMix64
  ) -> [PlacedCode] {
    let present = codebook.indices.filter { codebook[$0] != 0 }
    guard case .terms(let axis, let groupLog2, let k) = encoding else {
      var codes: [PlacedCode] = []
      for row in 0..<rows {
        for column in 0..<columns where !generator.oneIn(10) {
          let code: Int
          if encoding == .codes {
            code = present.isEmpty ? 0 : generator.element(of: present)
          } else {
            let extreme = generator.oneIn(2) ? 127 : -127
            code = style.codebook == .extreme ? extreme : generator.integer(-127...127)
          }
          codes.append(PlacedCode(row: row, column: column, code: code))
        }
      }
      return codes
    }

    var codes: [PlacedCode] = []
    let (lines, length) = axis == .input ? (rows, columns) : (columns, rows)
    for line in 0..<lines {
      for start in stride(from: 0, to: length, by: 1 << groupLog2) {
        let end = min(length, start + 1 << groupLog2)
        var chosen: Set<Int> = []
        for _ in 0..<k where !present.isEmpty && !generator.oneIn(12) {
          let along = generator.integer(start...(end - 1))
          let code = generator.element(of: present)
          guard chosen.insert(along * 32 + code).inserted else { continue }
          codes.append(
            axis == .input
              ? PlacedCode(row: line, column: along, code: code)
              : PlacedCode(row: along, column: line, code: code))
        }
      }
    }
    return codes
  }
}

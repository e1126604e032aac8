/// Where the bits of a matrix go, for each of its dense weights.
public struct BitsPerWeight: Sendable, Equatable {
  /// Where in its group a term is; 0 for the dense encodings.
  public let position: Double
  /// Codes; the weights themselves for `int8`.
  public let code: Double
  /// Exponents of the rows that there are.
  public let exponents: Double
  /// Rows and columns that fill up tiles, and the sections' padding.
  public let padding: Double
}

extension ModelReport.Matrix {
  /// The parts of ``bitsPerWeight``.
  public var bits: BitsPerWeight {
    let (position, code) = storedBits
    let exponents = 8 * rows
    let padding = 8 * byteCount - position - code - exponents
    func share(_ bits: Int) -> Double { Double(bits) / Double(weightCount) }
    return BitsPerWeight(
      position: share(position), code: share(code), exponents: share(exponents),
      padding: share(padding))
  }

  /// Bits of the terms, codes or weights that lie in the matrix's rows and groups.
  private var storedBits: (position: Int, code: Int) {
    guard let groupSize, let termsPerGroup, let axis else {
      return (0, weightCount * (encoding == .int8 ? 8 : 4))
    }
    let (lines, length) = axis == .input ? (rows, columns) : (columns, rows)
    let terms = lines * termsPerGroup * ((length + groupSize - 1) / groupSize)
    let positionBits = groupSize.trailingZeroBitCount
    return (terms * positionBits, terms * (8 - positionBits))
  }
}

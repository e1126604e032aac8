import LacunaDense
import LacunaFormat

/// One matrix of the file: what it is made from, and how it is to be stored.
struct MatrixPlan {
  let name: String
  let matrix: DenseMatrix
  /// That of the first layer that uses it.
  let role: MatrixRole
  /// Whether a recurrent layer uses it.
  var isRecurrent: Bool
  let encoding: MatrixEncoding
  let profile: CodebookProfile
  let axis: GroupAxis
  /// Where it is given, and the encoding has one.
  var codebook: Codebook?

  var rows: Int { matrix.rows }
  var columns: Int { matrix.columns }

  private var tileCount: Int { (rows + 15) / 16 }

  /// Bytes of the weights section (`spec/encodings.md`).
  var weightsByteCount: Int {
    switch encoding {
    case .int8: 64 * ((columns + 3) / 4) * tileCount
    case .codes: 64 * ((columns + 7) / 8) * tileCount
    case .terms(let k, let g):
      axis == .input
        ? 16 * k * ((columns + g - 1) / g) * tileCount : k * ((rows + g - 1) / g) * columns
    }
  }

  /// Bytes of the row exponents section.
  var rowExponentsByteCount: Int { 16 * tileCount }

  /// Integers that can meet in one accumulator (`spec/encodings.md`, rule E2).
  var accumulationCount: Int {
    switch encoding {
    case .int8, .codes: columns
    case .terms(let k, let g): axis == .input ? k * ((columns + g - 1) / g) : k * columns
    }
  }

  /// - Throws: `CompressionError.tooLarge` where the matrix is past what the format holds.
  func checkSizes() throws(CompressionError) {
    for (subject, limit, found) in [
      ("rows", 1 << 24, rows), ("columns", 65_536, columns),
      ("terms for one sum", 65_536, accumulationCount),
    ] where found > limit {
      throw .tooLarge(subject: subject, of: "matrix \(name)", limit: limit, found: found)
    }
  }
}

import LacunaFormat

extension ModelReport {
  /// A matrix `[rows, columns]`: how it is stored, what it costs, and what is in it.
  public struct Matrix: Sendable {
    public let name: String
    public let rows: Int
    public let columns: Int
    public let encoding: Encoding
    /// Weights in a group; nil for `codes` and `int8`.
    public let groupSize: Int?
    /// Terms in a group; nil for `codes` and `int8`.
    public let termsPerGroup: Int?
    /// Nil for `codes` and `int8`.
    public let axis: GroupAxis?
    /// The values of the codes; empty for `int8`.
    public let codebook: [Int]
    /// Bytes of the weights section and of the row exponents section, padding not included.
    public let weightsByteCount: Int
    public let rowExponentsByteCount: Int
    /// Bytes of both sections with padding.
    public let byteCount: Int
    public let contents: MatrixContents

    init(_ model: ModelView, at index: Int) {
      let view = model.matrixView(at: index)
      let record = view.record
      let isTerms = record.encoding == .terms
      name = decodedUTF8(model.utf8(of: record.name))
      rows = record.rows
      columns = record.columns
      encoding = record.encoding
      groupSize = isTerms ? record.groupSize : nil
      termsPerGroup = isTerms ? record.termsPerGroup : nil
      axis = isTerms ? record.axis : nil
      var codebook: [Int] = []
      for code in 0..<record.codeCount { codebook.append(Int(record.codebook[code])) }
      self.codebook = codebook
      let weights = Section(model.section(at: model.layout.weightsSection(of: index)))
      let exponents = Section(model.section(at: model.layout.rowExponentsSection(of: index)))
      weightsByteCount = weights.byteCount
      rowExponentsByteCount = exponents.byteCount
      byteCount = weights.paddedByteCount + exponents.paddedByteCount
      contents = MatrixContents(view)
    }

    /// Weights of the dense matrix.
    public var weightCount: Int { rows * columns }

    /// The share of dense weights that have a term whose value is not 0.
    public var density: Double { Double(contents.nonZeroWeights) / Double(weightCount) }

    /// All of ``byteCount``, in bits for each dense weight.
    public var bitsPerWeight: Double { Double(8 * byteCount) / Double(weightCount) }

    /// Whether all codes stand for 0 or a power of two; nil without a codebook.
    public var codebookProfile: String? {
      guard !codebook.isEmpty else { return nil }
      let isShift = codebook.allSatisfy { $0.magnitude & ($0.magnitude &- 1) == 0 }
      return isShift ? "shift" : "fitted"
    }

    /// As on a command line: `terms:2/16`, `codes`, `int8`.
    public var encodingText: String {
      guard let termsPerGroup, let groupSize else { return encoding.name }
      return "terms:\(termsPerGroup)/\(groupSize)"
    }
  }
}

extension Encoding {
  var name: String {
    switch self {
    case .terms: "terms"
    case .codes: "codes"
    case .int8: "int8"
    }
  }
}

extension GroupAxis {
  var name: String {
    switch self {
    case .input: "input"
    case .output: "output"
    }
  }
}

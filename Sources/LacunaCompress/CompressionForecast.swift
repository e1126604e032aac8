import LacunaDense

/// What compressing a model would give, found without reading a weight.
public struct CompressionForecast: Sendable {
  /// In the order of the file.
  public let matrices: [Matrix]
  /// In the order of the networks and their layers.
  public let layers: [Layer]
  /// The whole file.
  public let total: CompressionTotals
  /// Recurrent layers alone, counted as in ``CompressedModel``.
  public let recurrent: CompressionTotals

  /// A matrix of the file to be.
  public struct Matrix: Sendable, Equatable {
    public let name: String
    public let rows: Int
    public let columns: Int
    public let encoding: MatrixEncoding
    /// Nil where the encoding has no codebook.
    public let codebook: CodebookProfile?
    /// Nil where the encoding has no axis.
    public let axis: String?
    /// Bytes as float32.
    public let denseByteCount: Int
    /// Bytes of the weights and the row exponents, with padding.
    public let byteCount: Int
  }

  /// A layer of the file to be.
  public struct Layer: Sendable, Equatable {
    /// Indices into ``CompressionForecast/matrices``: input, recurrent, projection.
    public let matrices: [Int]
    /// Bytes of the biases, with padding; nil where there are none.
    public let biasByteCount: Int?
  }
}

/// Forecasts what `compress` gives. O(layers), and O(biases).
///
/// - Throws: `CompressionError`, where the format cannot hold the model; not for weights, which are
///   not looked at.
public func forecast(
  _ model: DenseModel, options: CompressionOptions = CompressionOptions()
) throws(CompressionError) -> CompressionForecast {
  let plan = try ModelPlan(model, options: options)
  let vocabularies = try plan.vocabularies.map { entries throws(CompressionError) in
    try VocabularySection(entries)
  }
  let sections = FileSections(plan, vocabularies: vocabularies)
  let matrices = plan.matrices.enumerated().map { index, matrix in
    CompressionForecast.Matrix(matrix, byteCount: sections.byteCount(ofMatrix: index))
  }
  let layers = plan.layers.map { layer in
    CompressionForecast.Layer(
      matrices: layer.matrixIndices,
      biasByteCount: layer.bias.map { sections.byteCount(ofBias: $0) })
  }
  return CompressionForecast(
    matrices: matrices, layers: layers, total: sections.total(model, plan),
    recurrent: sections.recurrentTotal(model, plan))
}

extension CompressionForecast.Matrix {
  init(_ plan: MatrixPlan, byteCount: Int) {
    name = plan.name
    rows = plan.rows
    columns = plan.columns
    encoding = plan.encoding
    codebook = plan.encoding == .int8 ? nil : plan.profile
    if case .terms = plan.encoding { axis = "\(plan.axis)" } else { axis = nil }
    denseByteCount = 4 * plan.rows * plan.columns
    self.byteCount = byteCount
  }
}

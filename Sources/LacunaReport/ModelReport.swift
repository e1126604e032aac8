import LacunaFormat

/// What is in a file: its sections, networks and matrices, what they weigh, and where every byte is.
///
/// Made once from a view, and then free of it; ``text(color:)`` and ``json()`` print it.
public struct ModelReport: Sendable {
  /// Bytes of the file.
  public let byteCount: Int
  /// The format's version, as in `1.0`.
  public let version: String
  /// CRC-32 of header and section table.
  public let headerCRC32: UInt32
  /// In the order of the file.
  public let sections: [Section]
  /// Parts whose bytes add up to the file's.
  public let parts: [Part]
  public let networks: [Network]
  /// Each once, in the order of the file, whatever number of layers uses it.
  public let matrices: [Matrix]
  public let activations: [Activation]
  public let vocabularies: [Vocabulary]
  /// Nil when the file has no such section.
  public let metadata: Metadata?
  /// The whole file.
  public let totals: Totals
  /// Recurrent layers alone: their matrices and biases with padding, row exponents and codebooks.
  public let recurrentTotals: Totals

  /// Looks at all of `model`. O(bytes).
  public init(_ model: ModelView) {
    let layout = model.layout
    byteCount = model.bytes.byteCount
    version = "\(model.version.major).\(model.version.minor)"
    headerCRC32 = model.bytes.uint32(at: 60)
    var sections: [Section] = []
    for index in 0..<layout.sectionCount { sections.append(Section(model.section(at: index))) }
    var matrices: [Matrix] = []
    for index in 0..<layout.matrixCount { matrices.append(Matrix(model, at: index)) }
    var activations: [Activation] = []
    for index in 0..<layout.activationCount {
      activations.append(Activation(model, at: index))
    }
    var vocabularies: [Vocabulary] = []
    for index in 0..<layout.vocabularyCount {
      vocabularies.append(Vocabulary(model.vocabulary(at: index)))
    }
    let networks = Network.all(of: model)
    self.sections = sections
    self.matrices = matrices
    self.activations = activations
    self.vocabularies = vocabularies
    self.networks = networks
    metadata = layout.hasMetadata ? Metadata(model.metadata) : nil
    parts = Part.all(of: sections, fileByteCount: byteCount)

    let layers = networks.flatMap(\.layers)
    totals = Totals(
      matrices: matrices, layers: layers, byteCount: byteCount)
    recurrentTotals = Totals(
      recurrentLayersOf: layers, matrices: matrices,
      biasByteCount: { sections[layout.biasSection(of: $0)].paddedByteCount })
  }
}

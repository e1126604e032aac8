/// Where things are in a file that has been validated: offsets and counts only.
///
/// It is all that opening a file computes. With it and the same bytes a ``ModelView`` can be made
/// again without another look (``ModelView/init(trusting:layout:)``).
public struct ModelLayout: Sendable {
  public let sectionCount: Int
  public let networkCount: Int
  public let layerCount: Int
  public let matrixCount: Int
  public let biasCount: Int
  public let activationCount: Int
  public let tableCount: Int
  public let vocabularyCount: Int
  /// Whether the file has a metadata section.
  public internal(set) var hasMetadata: Bool

  // Offsets from the start of the file.
  let graph: Int
  let strings: Int

  static let headerByteCount = 64
  static let graphHeaderByteCount = 32

  var networks: Int { graph + Self.graphHeaderByteCount }
  var layers: Int { networks + NetworkRecord.byteCount * networkCount }
  var matrices: Int { layers + LayerRecord.byteCount * layerCount }
  var biases: Int { matrices + MatrixRecord.byteCount * matrixCount }
  var activations: Int { biases + BiasRecord.byteCount * biasCount }
  var graphEnd: Int { activations + ActivationRecord.byteCount * activationCount }

  /// Section index of the weights of `matrix`; its row exponents are the section after.
  public func weightsSection(of matrix: Int) -> Int { 2 + 2 * matrix }
  /// Section index of the row exponents of `matrix`.
  public func rowExponentsSection(of matrix: Int) -> Int { 3 + 2 * matrix }
  /// Section index of `bias`.
  public func biasSection(of bias: Int) -> Int { 2 + 2 * matrixCount + bias }
  /// Section index of the activation table `table`.
  public func tableSection(of table: Int) -> Int { biasSection(of: biasCount) + table }
  /// Section index of `vocabulary`.
  public func vocabularySection(of vocabulary: Int) -> Int {
    tableSection(of: tableCount) + vocabulary
  }
  /// Section index of the metadata, where ``hasMetadata`` says that there are any.
  public var metadataSection: Int { vocabularySection(of: vocabularyCount) }
  /// Sections that the graph asks for, metadata and unknown ones not among them.
  var requiredSectionCount: Int { metadataSection }
}

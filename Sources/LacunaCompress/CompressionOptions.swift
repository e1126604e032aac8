import LacunaFormat

/// How a model is to be compressed.
///
/// Without a choice, a matrix is stored as `int8`: that takes any model as it comes. One bit a
/// weight (`terms:2/16`) is for models that were trained for it.
public struct CompressionOptions: Sendable {
  /// `int8` where nothing is chosen.
  public var encoding = ScopedChoices(standard: MatrixEncoding.int8)
  /// `fitted` where nothing is chosen: it errs less than `shift` at the same size.
  public var codebook = ScopedChoices(standard: CodebookProfile.fitted)
  /// Codebooks that are given and not chosen, by the array's name; ``codebook`` is for the others.
  public var codebookValues: [String: CodebookValues] = [:]
  /// `input` where nothing is chosen.
  public var axis = ScopedChoices(standard: GroupAxis.input)
  /// Whether to refuse a model that the file cannot hold exactly.
  public var isExact = false
  /// Whether integers are chosen for weights, or for what weights are multiplied with. Has no
  /// effect where all must be exact.
  public var calibration = Calibration.automatic
  /// Whether to run the encoded model beside the dense one, where there is a run to calibrate on
  /// or to choose encodings by.
  public var measuresOutputs = false
  /// Whether biases may be inexact where weights must not.
  var allowsInexactBiases = false
  /// Metadata besides `lacuna.version`, in any order.
  public var metadata: [MetadataEntry] = []

  public init() {}

  /// The names of arrays that any choice is made for, in order.
  var arrayNames: [String] {
    Set(encoding.arrayNames + codebook.arrayNames + axis.arrayNames)
      .union(codebookValues.keys).sorted()
  }
}

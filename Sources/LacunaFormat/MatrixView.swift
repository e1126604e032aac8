/// A matrix in place: its record, and its bytes in the map.
public struct MatrixView: ~Escapable, Copyable {
  /// The matrix's index in the file.
  public let index: Int
  public let record: MatrixRecord
  /// In the byte order of the encoding (`spec/encodings.md`).
  public let weights: RawSpan
  /// int8, `16·⌈rows/16⌉` of them.
  public let rowExponents: RawSpan
  /// int8, 32 of them, the first ``MatrixRecord/codeCount`` in use.
  public let codebook: RawSpan

  @_lifetime(copy weights, copy rowExponents, copy codebook)
  init(
    index: Int, record: MatrixRecord, weights: RawSpan, rowExponents: RawSpan, codebook: RawSpan
  ) {
    self.index = index
    self.record = record
    self.weights = weights
    self.rowExponents = rowExponents
    self.codebook = codebook
  }
}

extension ModelView {
  /// The matrix at `index` with its bytes.
  @_lifetime(copy self)
  public func matrixView(at index: Int) -> MatrixView {
    MatrixView(
      index: index, record: matrix(at: index), weights: weights(of: index),
      rowExponents: rowExponents(of: index), codebook: codebook(of: index))
  }
}

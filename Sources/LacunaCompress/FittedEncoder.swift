/// An encoder whose codebook can be fitted to what it is used for.
protocol FittedEncoder: WeightEncoder {
  /// Adds what each code in the block last encoded should have stood for.
  func collect(_ block: borrowing RowBlock, into histogram: inout WeightHistogram)
}

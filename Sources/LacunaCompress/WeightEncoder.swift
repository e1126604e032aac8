/// Turns blocks of dense rows into the bytes of one encoding.
protocol WeightEncoder {
  /// Rows in a block.
  var blockRowCount: Int { get }
  /// Row exponents of the block last encoded, `[blockRowCount]`.
  var exponents: [Int] { get }
  /// The squared error of the block last encoded.
  var squaredError: Double { get }

  /// The codes or terms of the block last encoded, in an order of the encoder's own.
  var symbols: [UInt8] { get }

  /// Encodes a block, with row exponents that err least, or the ones given.
  mutating func encode(_ block: borrowing RowBlock, exponents: [Int]?)

  /// Moves codes of the block last encoded so that products err less.
  mutating func refine(_ block: borrowing RowBlock, _ descent: ProductDescent)

  /// Takes a block that another encoder of the same kind encoded for the one last encoded.
  mutating func restore(_ block: EncodedBlock)

  /// Writes the block last encoded, the one at `index` from the top, to its places among the
  /// bytes of the matrix, which begin at `start`.
  func write(block index: Int, to bytes: inout MutableSpan<UInt8>, at start: Int)

  /// The weights of the block last encoded, before their exponents, `[blockRowCount, stride]`.
  func integers(stride: Int) -> [Int32]
}

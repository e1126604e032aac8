/// Where the indices along one axis of a matrix lie in its storage.
///
/// The axis is cut into blocks of equal length, which may be taken in another order than the
/// source has them: that is how a source's gate order becomes the canonical one.
struct DenseAxis: Sendable, Hashable {
  let count: Int
  /// Elements between neighbours.
  let stride: Int
  /// Indices in a block; `count` when the axis is in the source's order.
  let blockLength: Int
  /// The source's block at each place.
  let blockOrder: [Int]

  init(count: Int, stride: Int) {
    self.init(count: count, stride: stride, blockLength: count, blockOrder: [0])
  }

  private init(count: Int, stride: Int, blockLength: Int, blockOrder: [Int]) {
    self.count = count
    self.stride = stride
    self.blockLength = blockLength
    self.blockOrder = blockOrder
  }

  /// The source's index of `index`.
  func sourceIndex(_ index: Int) -> Int {
    blockOrder.count == 1
      ? index : blockOrder[index / blockLength] * blockLength + index % blockLength
  }

  /// The axis with its blocks of `blockLength` indices taken in `order`.
  func reordered(_ order: [Int], blockLength: Int) -> DenseAxis {
    precondition(blockLength > 0 && blockLength * order.count == count)
    precondition(order.sorted() == Array(order.indices))
    if order == Array(order.indices) {
      return self
    }
    precondition(blockOrder.count == 1 || self.blockLength == blockLength)
    return DenseAxis(
      count: count, stride: stride, blockLength: blockLength,
      blockOrder: blockOrder.count == 1 ? order : order.map { blockOrder[$0] })
  }
}

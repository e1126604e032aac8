import LacunaDense

// Views of the same elements. Axes have been checked by the caller.

extension ONNXTensor {
  func transposed(_ order: [Int]) -> ONNXTensor {
    var view = self
    view.shape = order.map { shape[$0] }
    view.strides = order.map { strides[$0] }
    return view
  }

  /// The one element along each of `axes`, without the axes.
  func droppingAxes(_ axes: [Int]) -> ONNXTensor {
    var view = self
    view.shape = shape.indices.filter { !axes.contains($0) }.map { shape[$0] }
    view.strides = strides.indices.filter { !axes.contains($0) }.map { strides[$0] }
    return view
  }

  /// Axes of extent 1 more, which in the result are `axes`.
  func insertingAxes(_ axes: [Int]) -> ONNXTensor {
    var view = self
    for axis in axes.sorted() {
      view.shape.insert(1, at: axis)
      view.strides.insert(1, at: axis)
    }
    return view
  }

  /// `count` elements along an axis, from `first` on, `step` apart.
  ///
  /// - Precondition: all of them are there.
  func sliced(axis: Int, from first: Int, count: Int, step: Int = 1) -> ONNXTensor {
    precondition(first >= 0 && count > 0 && first + (count - 1) * step < shape[axis])
    var view = self
    view.firstElement += first * strides[axis]
    view.shape[axis] = count
    // A step over the axis's end may be as large as it likes.
    if count > 1 { view.strides[axis] = strides[axis] * step }
    return view
  }

  /// The same elements in C order in another shape; nil where that would take a copy.
  func reshaped(_ newShape: [Int]) -> ONNXTensor? {
    guard isContiguous, newShape.reduce(1, *) == count else { return nil }
    var view = self
    view.shape = newShape
    view.strides = Self.strides(of: newShape)
    return view
  }

  /// The last two axes as a matrix of that storage.
  ///
  /// - Precondition: `storage` is of these elements, and there are two axes, neither of them empty.
  func matrix(in storage: DenseStorage) -> DenseMatrix {
    precondition(rank == 2)
    // Arrays are in C order, so one whose columns lie together is the transpose of its source.
    if strides[0] < strides[1] { return transposed([1, 0]).matrix(in: storage).transposed() }
    return DenseMatrix(
      storage: storage, firstElement: firstElement, rows: shape[0], columns: shape[1],
      rowStride: strides[0], columnStride: strides[1])
  }
}

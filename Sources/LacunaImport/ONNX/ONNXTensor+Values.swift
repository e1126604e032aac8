import LacunaDense

extension ONNXTensor {
  /// All elements in C order.
  ///
  /// - Precondition: the elements are integers.
  var integers: [Int] {
    ONNXPositions(self).map { elements.integer($0) }
  }

  /// All elements in C order. O(elements), however few of the array's they are.
  ///
  /// - Precondition: the elements are floats.
  var floats: [Float] {
    let storage = elements.storage(named: name)
    if isContiguous {
      return DenseMatrix(
        storage: storage, firstElement: firstElement, rows: 1, columns: count, rowStride: count,
        columnStride: 1
      ).values()
    }
    switch rank {
    case 1: return insertingAxes([1]).matrix(in: storage).values()
    case 2: return matrix(in: storage).values()
    default:
      return (0..<shape[0]).flatMap {
        sliced(axis: 0, from: $0, count: 1).droppingAxes([0]).floats
      }
    }
  }

  /// Writes `(element - zero) * scale` of each element in C order.
  ///
  /// - Parameters:
  ///   - zeros: of the integers, one for each of the repeating `period`, or one for all.
  ///   - period: for an element's place in C order, its index in `zeros` and `scales`.
  /// - Precondition: the elements are integers, as many as `values` has room for.
  func dequantize(
    into values: inout MutableSpan<Float>, zeros: [Int], scales: [Float],
    period: (_ place: Int) -> Int
  ) {
    var place = 0
    for position in ONNXPositions(self) {
      let index = period(place)
      let zero = zeros[zeros.count == 1 ? 0 : index]
      let scale = scales[scales.count == 1 ? 0 : index]
      values[place] = Float(elements.integer(position) - zero) * scale
      place += 1
    }
  }
}

/// Where a view's elements lie in its array, in C order.
private struct ONNXPositions: Sequence, IteratorProtocol {
  private let shape: [Int]
  private let strides: [Int]
  private var indices: [Int]
  private var position: Int
  private var remaining: Int

  init(_ tensor: ONNXTensor) {
    shape = tensor.shape
    strides = tensor.strides
    indices = [Int](repeating: 0, count: tensor.rank)
    position = tensor.firstElement
    remaining = tensor.count
  }

  mutating func next() -> Int? {
    guard remaining > 0 else { return nil }
    remaining -= 1
    defer { advance() }
    return position
  }

  private mutating func advance() {
    for axis in shape.indices.reversed() {
      indices[axis] += 1
      position += strides[axis]
      if indices[axis] < shape[axis] { return }
      position -= strides[axis] * shape[axis]
      indices[axis] = 0
    }
  }
}

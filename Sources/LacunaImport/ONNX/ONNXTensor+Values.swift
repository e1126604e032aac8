import LacunaDense

extension ONNXTensor {
  /// Calls `body` for each element in C order, with where it lies in the array.
  private func forEachPosition(_ body: (Int) -> Void) {
    var indices = [Int](repeating: 0, count: rank)
    var position = firstElement
    for _ in 0..<count {
      body(position)
      for axis in shape.indices.reversed() {
        indices[axis] += 1
        position += strides[axis]
        if indices[axis] < shape[axis] { break }
        position -= strides[axis] * shape[axis]
        indices[axis] = 0
      }
    }
  }

  /// All elements in C order.
  ///
  /// - Precondition: the elements are integers.
  var integers: [Int] {
    var values: [Int] = []
    forEachPosition { values.append(elements.integer($0)) }
    return values
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

  /// `(element - zero) * scale` of each element in C order.
  ///
  /// - Parameters:
  ///   - zeros: of the integers, one for each of the repeating `period`, or one for all.
  ///   - period: for an element's place in C order, its index in `zeros` and `scales`.
  /// - Precondition: the elements are integers.
  func dequantized(
    zeros: [Int], scales: [Float], period: (_ place: Int) -> Int
  ) -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(count)
    forEachPosition { position in
      let index = period(values.count)
      let zero = zeros[zeros.count == 1 ? 0 : index]
      let scale = scales[scales.count == 1 ? 0 : index]
      values.append(Float(elements.integer(position) - zero) * scale)
    }
    return values
  }
}

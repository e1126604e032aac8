import LacunaDense

/// An array in a file: what is known of it before its elements are read.
public struct SourceArray: Sendable {
  public let name: String
  public let element: ArrayElement
  public let shape: [Int]
  /// Elements between neighbours along each axis, counted from the first byte of `bytes`.
  let strides: [Int]
  /// The bytes that the elements lie in, which may have others between them.
  let bytes: SourceRegion
  /// Where in its file the array begins, header first, compressed or not; nil where it is a copy.
  public let byteOffset: Int?
  /// A member of an archive, or nothing for a file that is no archive.
  let place: String?

  /// The file that the array is in: a shard, where a model has several.
  public var path: String { bytes.file.path }

  /// `float32 [4, 3]`, `Python objects (a pickle) [7]`.
  public var summary: String { "\(element) \(shape)" }

  /// Elements that `bytes` holds; nil where they are no floats.
  var storedCount: Int? {
    guard case .float(let format) = element else { return nil }
    return bytes.range.count / format.byteCount
  }
}

extension SourceArray {
  /// All elements in C order.
  ///
  /// - Precondition: `storage` is what ``ArrayFile`` loads for this array, and the shape has no
  ///   more elements than it.
  func values(in storage: DenseStorage) -> [Float] {
    guard storage.count > 0, !shape.contains(0) else { return [] }
    let flat = DenseMatrix(
      storage: storage, rows: 1, columns: storage.count, rowStride: storage.count, columnStride: 1
    ).values()
    guard strides != Self.contiguousStrides(of: shape) else { return flat }
    var position = [Int](repeating: 0, count: shape.count)
    return (0..<shape.reduce(1, *)).map { _ in
      let index = zip(position, strides).reduce(0) { $0 + $1.0 * $1.1 }
      for axis in shape.indices.reversed() {
        position[axis] += 1
        if position[axis] < shape[axis] { break }
        position[axis] = 0
      }
      return flat[index]
    }
  }

  /// The strides of C order, or of Fortran's.
  ///
  /// - Precondition: the product of the extents that are not 0 is an `Int`.
  static func contiguousStrides(of shape: [Int], isFortranOrder: Bool = false) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    var step = 1
    for axis in isFortranOrder ? Array(shape.indices) : shape.indices.reversed() {
      strides[axis] = step
      step *= max(shape[axis], 1)
    }
    return strides
  }
}

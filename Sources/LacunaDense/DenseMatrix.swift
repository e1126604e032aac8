/// A dense matrix, `[rows, columns]`: a shape, and rows that are read from where they lie.
///
/// A matrix is a view: transposing it or reordering its gates costs nothing, and several may look
/// at one array. Reading cannot fail: whoever makes a matrix has checked that its array is whole.
@safe
public struct DenseMatrix: Sendable {
  let storage: DenseStorage
  let firstElement: Int
  let rowAxis: DenseAxis
  let columnAxis: DenseAxis
  /// Whether the source has this matrix as `[columns, rows]`.
  public let isTransposed: Bool

  /// The name of the source array.
  public var name: String { storage.name }
  public var rows: Int { rowAxis.count }
  public var columns: Int { columnAxis.count }

  /// A view of a storage's elements from `firstElement`, with strides in elements.
  ///
  /// - Precondition: every element of the view lies in the storage.
  public init(
    storage: DenseStorage, firstElement: Int = 0, rows: Int, columns: Int,
    rowStride: Int, columnStride: Int
  ) {
    precondition(rows > 0 && columns > 0 && firstElement >= 0)
    precondition(rowStride >= 0 && columnStride >= 0)
    let last = firstElement + (rows - 1) * rowStride + (columns - 1) * columnStride
    precondition(last < storage.count)
    self.init(
      storage: storage, firstElement: firstElement,
      rowAxis: DenseAxis(count: rows, stride: rowStride),
      columnAxis: DenseAxis(count: columns, stride: columnStride), isTransposed: false)
  }

  /// A matrix of its own, from `rows · columns` values, row after row.
  public init(name: String, rows: Int, columns: Int, values: [Float]) {
    precondition(rows > 0 && columns > 0 && values.count == rows * columns)
    self.init(
      storage: DenseStorage(name: name, values: values), rows: rows, columns: columns,
      rowStride: columns, columnStride: 1)
  }

  private init(
    storage: DenseStorage, firstElement: Int, rowAxis: DenseAxis, columnAxis: DenseAxis,
    isTransposed: Bool
  ) {
    self.storage = storage
    self.firstElement = firstElement
    self.rowAxis = rowAxis
    self.columnAxis = columnAxis
    self.isTransposed = isTransposed
  }

  /// The same elements as `[columns, rows]`. O(1).
  public func transposed() -> DenseMatrix {
    DenseMatrix(
      storage: storage, firstElement: firstElement, rowAxis: columnAxis, columnAxis: rowAxis,
      isTransposed: !isTransposed)
  }

  /// The same elements with blocks of `blockRows` rows taken in another order.
  ///
  /// Block `i` of the result is block `order[i]` of this matrix: `[0, 2, 3, 1]` makes the gates of
  /// an ONNX LSTM (i, o, f, c) canonical (i, f, g, o).
  ///
  /// - Precondition: `order` is a permutation, and `order.count · blockRows == rows`.
  public func reorderingRowBlocks(_ order: [Int], blockRows: Int) -> DenseMatrix {
    DenseMatrix(
      storage: storage, firstElement: firstElement,
      rowAxis: rowAxis.reordered(order, blockLength: blockRows), columnAxis: columnAxis,
      isTransposed: isTransposed)
  }

  /// The indices in the source array, outermost first, of the element at `row` and `column`: what
  /// to print when a weight is named.
  public func sourceIndices(row: Int, column: Int) -> [Int] {
    let indices = [rowAxis.sourceIndex(row), columnAxis.sourceIndex(column)]
    return isTransposed ? indices.reversed() : indices
  }
}

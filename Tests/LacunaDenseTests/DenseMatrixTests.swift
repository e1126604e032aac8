import LacunaDense
import Testing

@Suite struct DenseMatrixTests {
  /// 6 rows of 3: the value of each element is 10 · row + column.
  private let matrix = DenseMatrix(
    name: "m", rows: 6, columns: 3,
    values: (0..<6).flatMap { row in (0..<3).map { Float(10 * row + $0) } })

  private func row(_ row: Int, of matrix: DenseMatrix) -> [Float] {
    var values = [Float](repeating: .nan, count: matrix.columns)
    var span = values.mutableSpan
    matrix.readRow(row, into: &span)
    return values
  }

  @Test func `a row is read by its number`() {
    #expect(row(0, of: matrix) == [0, 1, 2])
    #expect(row(5, of: matrix) == [50, 51, 52])
  }

  @Test func `a transposed matrix has the columns as rows`() {
    let transposed = matrix.transposed()
    #expect(transposed.rows == 3)
    #expect(transposed.columns == 6)
    #expect(row(1, of: transposed) == [1, 11, 21, 31, 41, 51])
    #expect(transposed.transposed().values() == matrix.values())
  }

  @Test func `row blocks are taken in the order that is asked for`() {
    let reordered = matrix.reorderingRowBlocks([2, 0, 1], blockRows: 2)
    #expect((0..<6).map { row($0, of: reordered)[0] } == [40, 50, 0, 10, 20, 30])
  }

  @Test func `reordering twice composes`() {
    let once = matrix.reorderingRowBlocks([1, 2, 0], blockRows: 2)
    let twice = once.reorderingRowBlocks([1, 2, 0], blockRows: 2)
    #expect((0..<6).map { row($0, of: twice)[0] } == [40, 50, 0, 10, 20, 30])
    #expect(twice.reorderingRowBlocks([1, 2, 0], blockRows: 2).values() == matrix.values())
  }

  @Test func `a transposed source can have its gates reordered`() {
    let columns = (0..<3).map { column in (0..<6).map { Float(10 * $0 + column) } }
    let source = DenseMatrix(name: "t", rows: 3, columns: 6, values: columns.flatMap { $0 })
    let reordered = source.transposed().reorderingRowBlocks([2, 0, 1], blockRows: 2)
    let expected = matrix.reorderingRowBlocks([2, 0, 1], blockRows: 2)
    #expect(reordered.values() == expected.values())
    #expect((0..<6).map { row($0, of: reordered) } == (0..<6).map { row($0, of: expected) })
  }

  @Test func `transposing a reordered matrix reorders its columns`() {
    let reordered = matrix.reorderingRowBlocks([2, 0, 1], blockRows: 2).transposed()
    #expect(row(0, of: reordered) == [40, 50, 0, 10, 20, 30])
    #expect(row(2, of: reordered) == [42, 52, 2, 12, 22, 32])
  }

  @Test(arguments: [1, 2, 3, 31, 32, 33, 64, 100])
  func `reading rows together gives what reading them one by one gives`(rows: Int) {
    let source = formulaMatrix(1, rows: 7, columns: rows).transposed()
    #expect(source.values() == (0..<rows).flatMap { row($0, of: source) })
    var middle = [Float](repeating: .nan, count: (rows - rows / 2) * 7)
    var span = middle.mutableSpan
    source.readRows(rows / 2..<rows, into: &span)
    #expect(middle == (rows / 2..<rows).flatMap { row($0, of: source) })
  }

  @Test func `a view of part of a storage starts where it is told`() {
    let storage = DenseStorage(name: "s", values: (0..<20).map(Float.init))
    let view = DenseMatrix(
      storage: storage, firstElement: 5, rows: 2, columns: 3, rowStride: 4, columnStride: 1)
    #expect(view.values() == [5, 6, 7, 9, 10, 11])
  }

  @Test func `source indices lead back to the source`() {
    #expect(matrix.sourceIndices(row: 4, column: 2) == [4, 2])
    #expect(matrix.transposed().sourceIndices(row: 2, column: 4) == [4, 2])
    let reordered = matrix.reorderingRowBlocks([2, 0, 1], blockRows: 2)
    #expect(reordered.sourceIndices(row: 1, column: 2) == [5, 2])
    #expect(reordered.sourceIndices(row: 2, column: 0) == [0, 0])
  }

  @Test func `two views of one array are the same storage only where the view is the same`() {
    let storage = DenseStorage(name: "s", values: formulaWeights(1, count: 16))
    func view() -> DenseMatrix {
      DenseMatrix(storage: storage, rows: 4, columns: 4, rowStride: 4, columnStride: 1)
    }
    #expect(view().isSameStorage(as: view()))
    #expect(!view().isSameStorage(as: view().transposed()))
    #expect(!view().isSameStorage(as: view().reorderingRowBlocks([1, 0], blockRows: 2)))
    #expect(view().isSameStorage(as: view().reorderingRowBlocks([0, 1], blockRows: 2)))
    let copy = DenseMatrix(name: "s", rows: 4, columns: 4, values: formulaWeights(1, count: 16))
    #expect(!view().isSameStorage(as: copy))
  }
}

extension DenseMatrix {
  /// Reads one row, `[columns]`, as float32.
  ///
  /// At the speed of a memory copy for little-endian float32 whose rows are contiguous. O(columns).
  ///
  /// - Precondition: `row` is a row, and `destination` holds exactly `columns` values.
  public func readRow(_ row: Int, into destination: inout MutableSpan<Float>) {
    readRows(row..<row + 1, into: &destination)
  }

  /// Reads consecutive rows, `[rows.count, columns]`, as float32.
  ///
  /// Faster than row by row where the source is transposed. O(rows · columns).
  ///
  /// - Precondition: all of `rows` are rows, and `destination` holds exactly
  ///   `rows.count · columns` values.
  public func readRows(_ rows: Range<Int>, into destination: inout MutableSpan<Float>) {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= self.rows)
    precondition(destination.count == rows.count * columns)
    unsafe destination.withUnsafeMutableBufferPointer { buffer in
      guard let first = buffer.baseAddress else { return }
      if rowAxis.stride < columnAxis.stride {
        unsafe readColumnwise(rows, to: first)
      } else {
        for row in rows {
          unsafe readRow(row, to: first + (row &- rows.lowerBound) &* columns)
        }
      }
    }
  }

  /// All elements, row after row.
  public func values() -> [Float] {
    var all = [Float](repeating: 0, count: rows * columns)
    var span = all.mutableSpan
    readRows(0..<rows, into: &span)
    return all
  }

  @unsafe
  private func readRow(_ row: Int, to destination: UnsafeMutablePointer<Float>) {
    let start = firstElement + rowAxis.sourceIndex(row) * rowAxis.stride
    for (place, block) in columnAxis.blockOrder.enumerated() {
      unsafe storage.copy(
        from: start + block * columnAxis.blockLength * columnAxis.stride,
        stride: columnAxis.stride, count: columnAxis.blockLength,
        to: destination + place * columnAxis.blockLength, destinationStride: 1)
    }
  }

  /// Reads a tile of rows at a time, so that a cache line of the source is used whole.
  @unsafe
  private func readColumnwise(_ rows: Range<Int>, to destination: UnsafeMutablePointer<Float>) {
    let tile = 32
    var row = rows.lowerBound
    while row < rows.upperBound {
      let leftInBlock = rowAxis.blockLength - row % rowAxis.blockLength
      let count = min(tile, rows.upperBound - row, leftInBlock)
      let start = firstElement + rowAxis.sourceIndex(row) * rowAxis.stride
      let target = unsafe destination + (row - rows.lowerBound) * columns
      for column in 0..<columns {
        unsafe storage.copy(
          from: start + columnAxis.sourceIndex(column) * columnAxis.stride,
          stride: rowAxis.stride, count: count, to: target + column, destinationStride: columns)
      }
      row += count
    }
  }
}

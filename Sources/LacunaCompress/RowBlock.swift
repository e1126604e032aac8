import LacunaDense

/// Consecutive rows of a dense matrix, read and looked through once.
struct RowBlock {
  let matrix: DenseMatrix
  /// Values from one row to the next: the columns, filled up with zeros to whole vectors.
  let stride: Int
  /// The rows that are there: fewer than the block holds at the end of a matrix.
  private(set) var rows = 0..<0
  /// `[rows, stride]`; rows past the end are zeros.
  private(set) var values: [Float]
  /// The largest magnitude in each row, `[rows]`.
  private(set) var maxima: [Float]

  private var row: [Float]

  /// - Parameter rowCount: rows that the block holds.
  init(of matrix: DenseMatrix, rowCount: Int) {
    self.matrix = matrix
    stride = Self.stride(columns: matrix.columns)
    values = [Float](repeating: 0, count: rowCount * stride)
    maxima = [Float](repeating: 0, count: rowCount)
    row = [Float](repeating: 0, count: rowCount * matrix.columns)
  }

  var rowCount: Int { maxima.count }

  /// A group of 32 must not run into the next row.
  static func stride(columns: Int) -> Int { (columns + 31) / 32 * 32 }

  /// The sum of all squares.
  var squaredNorm: Double {
    let stride = stride
    let values = self.values.span
    var total = 0.0
    for row in 0..<rowCount {
      var sum = SIMD16<Double>.zero
      for column in Swift.stride(from: 0, to: stride, by: 16) {
        let lanes = SIMD16<Double>(values.lanes(at: row * stride + column))
        sum += lanes * lanes
      }
      total += sum.sum()
    }
    return total
  }

  /// Reads the block at `index`, counted in blocks from the top of the matrix.
  ///
  /// - Throws: `CompressionError.weightNotFinite`.
  mutating func load(_ index: Int) throws(CompressionError) {
    let matrix = matrix
    let columns = matrix.columns
    let rows = index * rowCount..<min((index + 1) * rowCount, matrix.rows)
    self.rows = rows
    if rows.count < rowCount {
      for place in values.indices { values[place] = 0 }
    }
    if row.count != rows.count * columns {
      row = [Float](repeating: 0, count: rows.count * columns)
    }
    var destination = row.mutableSpan
    matrix.readRows(rows, into: &destination)
    for place in 0..<rowCount {
      maxima[place] = place < rows.count ? copyRow(place) : 0
      guard maxima[place].isFinite else { throw notFinite(place) }
    }
  }

  /// The weights of a row, `[columns]`, in units of an exponent.
  func targets(row: Int, exponent: Int) -> [Float] {
    let scale = powerOfTwo(-exponent)
    return values[row * stride..<row * stride + matrix.columns].map { $0 * scale }
  }

  /// The squared error of the block when it stands for `integers`, `[rowCount, stride]`.
  func squaredError(integers: [Int32], exponents: [Int]) -> Double {
    var total = 0.0
    for row in 0..<rows.count {
      let scale = powerOfTwo(-exponents[row])
      var sum = 0.0
      for place in row * stride..<row * stride + matrix.columns {
        let difference = Double(values[place] * scale - Float(integers[place]))
        sum += difference * difference
      }
      total += sum * Double(sign: .plus, exponent: 2 * exponents[row], significand: 1)
    }
    return total
  }

  /// Copies a row to its place among the values, and finds its largest magnitude: an infinity or
  /// NaN if it holds one.
  private mutating func copyRow(_ place: Int) -> Float {
    let columns = matrix.columns
    let stride = stride
    let row = row
    let source = row.span
    var destination = values.mutableSpan
    // Bit patterns of magnitudes are ordered as the magnitudes are, and NaN above all.
    var largest = SIMD16<Int32>(repeating: 0)
    var column = 0
    while column + 16 <= columns {
      let lanes = source.lanes(at: place * columns + column)
      destination.setLanes(lanes, at: place * stride + column)
      let patterns = SIMD16<Int32>(truncatingIfNeeded: lanes.magnitudes.bitPatterns)
      largest.replace(with: patterns, where: patterns .> largest)
      column += 16
    }
    var maximum = largest.max()
    while column < columns {
      let value = source[place * columns + column]
      destination[place * stride + column] = value
      maximum = max(maximum, Int32(truncatingIfNeeded: value.magnitude.bitPattern))
      column += 1
    }
    return Float(bitPattern: UInt32(truncatingIfNeeded: maximum))
  }

  private func notFinite(_ place: Int) -> CompressionError {
    let start = place * stride
    let column = values[start..<start + matrix.columns].firstIndex { !$0.isFinite } ?? start
    return .weightNotFinite(
      array: matrix.name,
      indices: matrix.sourceIndices(row: rows.lowerBound + place, column: column - start),
      found: values[column])
  }
}

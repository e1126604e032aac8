/// Chooses the codes of a row from left to right, each time spreading the error made over the
/// columns that are still to come, as far as those can make up for it.
///
/// This is one pass of the optimal brain surgeon, with a row's order that of its columns (GPTQ,
/// arXiv 2210.17323); the positions of terms are chosen when their group is reached (SparseGPT,
/// arXiv 2301.00774). What it needs is the upper triangular `U` with `U' U = H⁻¹`.
struct ErrorFeedback: Sendable {
  private let size: Int
  private let stride: Int
  /// `U`, `[size, stride]`.
  private let factor: [Float]

  /// Nil where the moment is not positive definite as far as rounding lets one see. O(size³).
  init?(_ moment: SecondMoment) {
    size = moment.size
    stride = moment.stride
    guard let root = Self.upperRoot(moment) else { return nil }
    factor = Self.inverse(root, size: size, stride: stride)
  }

  /// The upper triangular `R` with `R R' = H`.
  private static func upperRoot(_ moment: SecondMoment) -> [Float]? {
    let stride = moment.stride
    var root = moment.values
    var column = [Float](repeating: 0, count: stride)
    for last in Swift.stride(from: moment.size - 1, through: 0, by: -1) {
      let pivot = root[last * stride + last]
      guard pivot > 0, pivot.isFinite else { return nil }
      let scale = 1 / pivot.squareRoot()
      for row in 0..<stride { column[row] = 0 }
      // What is left to do is symmetric, so its last row is its last column.
      for row in 0...last { column[row] = root[last * stride + row] * scale }
      for row in 0..<last {
        subtract(column, times: column[row], from: &root, at: row * stride, first: 0)
      }
      for row in 0...last { root[row * stride + last] = column[row] }
      for row in 0..<last { root[last * stride + row] = 0 }
    }
    return root
  }

  /// The inverse of an upper triangular matrix.
  private static func inverse(_ root: [Float], size: Int, stride: Int) -> [Float] {
    var result = [Float](repeating: 0, count: size * stride)
    var line = [Float](repeating: 0, count: stride)
    for row in Swift.stride(from: size - 1, through: 0, by: -1) {
      for column in 0..<stride { line[column] = 0 }
      line[row] = 1
      for other in row + 1..<max(size, row + 1) where root[row * stride + other] != 0 {
        let start = other * stride
        subtract(
          result[start..<start + stride], times: root[row * stride + other], from: &line,
          first: other)
      }
      let scale = 1 / root[row * stride + row]
      for column in row..<size { result[row * stride + column] = line[column] * scale }
    }
    return result
  }

  /// Subtracts `source · factor` from as many values of `target` at `start`, from `first` on.
  @inline(__always)
  private static func subtract(
    _ source: [Float], times factor: Float, from target: inout [Float], at start: Int, first: Int
  ) {
    let source = source.span
    var target = target.mutableSpan
    let lanes = Lanes(repeating: factor)
    for place in Swift.stride(from: first / 16 * 16, to: source.count, by: 16) {
      target.setLanes(
        target.lanes(at: start + place) - source.lanes(at: place) * lanes, at: start + place)
    }
  }

  @inline(__always)
  private static func subtract(
    _ source: ArraySlice<Float>, times factor: Float, from target: inout [Float], first: Int
  ) {
    let source = source.span
    var target = target.mutableSpan
    let lanes = Lanes(repeating: factor)
    for place in Swift.stride(from: first / 16 * 16, to: source.count, by: 16) {
      target.setLanes(target.lanes(at: place) - source.lanes(at: place) * lanes, at: place)
    }
  }

  /// Chooses the codes of a row anew. O(columns²).
  ///
  /// - Parameters: as for `ProductDescent.refine`; without groups every column has a code, with
  ///   groups but without limits the columns keep or lack a term as they do.
  func choose(
    targets: [Float], codes: inout [UInt8], fixed: [Float],
    groups: (size: Int, limits: [Int])?, nearest: NearestCode
  ) {
    var left = targets + [Float](repeating: 0, count: stride - size)
    for column in 0..<size {
      if let groups, !groups.limits.isEmpty, column % groups.size == 0 {
        choosePositions(column, &codes, left, fixed, groups)
      }
      var value = fixed[column]
      if value == 0, groups == nil || codes[column] != 0 {
        let index = NearestCode.index(left[column])
        value = nearest.values[index]
        codes[column] = nearest.codes[index]
      }
      let error = (left[column] - value) / factor[column * stride + column]
      let start = column * stride
      Self.subtract(
        factor[start..<start + stride], times: error, from: &left, first: column)
    }
  }

  /// Marks the columns of a group that get a term: those that cost most without one.
  private func choosePositions(
    _ first: Int, _ codes: inout [UInt8], _ left: [Float], _ fixed: [Float],
    _ groups: (size: Int, limits: [Int])
  ) {
    let columns = (first..<min(first + groups.size, size)).filter { fixed[$0] == 0 }
    let costs = columns.map { column in
      (column: column, cost: (left[column] / factor[column * stride + column]).magnitude)
    }
    let ranked = costs.sorted { $0.cost == $1.cost ? $0.column < $1.column : $0.cost > $1.cost }
    for (rank, entry) in ranked.enumerated() {
      codes[entry.column] = rank < groups.limits[first / groups.size] ? 1 : 0
    }
  }
}

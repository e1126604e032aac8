/// Moves the codes of a row so that its products err less.
///
/// With `H` the second moment of the vectors that the row meets, the squared error of its product
/// is `(q - w)' H (q - w)`. Code by code `q` takes the value of the codebook that errs least given
/// all others (coordinate descent), and in a group of terms a term may go to another position
/// where that errs less. `slope = (q - w) H` is kept up to date.
struct ProductDescent {
  static let sweepCount = 6

  private let moment: SecondMoment
  let nearest: NearestCode
  private let codebook: Codebook
  private let feedback: ErrorFeedback?

  init(_ metric: ProductMetric, codebook: Codebook) {
    moment = metric.damped
    self.codebook = codebook
    feedback = metric.feedback
    nearest = NearestCode(codebook)
  }

  /// Refines the codes of a row: as they are, and as error feedback chooses them, whichever comes
  /// to err less. O(columns²).
  ///
  /// - Parameters:
  ///   - targets: the weights, `[columns]`, in units of the row exponent.
  ///   - codes: one for each column; for terms, 0 where there is none.
  ///   - fixed: values that stay as they are, where they are not 0.
  ///   - groups: for terms that may move: how many weights a group has, and how many terms each
  ///     group may have at positions that are not fixed.
  func refine(
    targets: [Float], codes: inout [UInt8], fixed: [Float],
    groups: (size: Int, limits: [Int])? = nil
  ) {
    var other = codes
    let error = descend(targets: targets, codes: &codes, fixed: fixed, groups: groups)
    guard let feedback else { return }
    feedback.choose(
      targets: targets, codes: &other, fixed: fixed, groups: groups, nearest: nearest)
    let otherError = descend(targets: targets, codes: &other, fixed: fixed, groups: groups)
    if otherError < error { codes = other }
  }

  /// Descends from the codes of a row.
  ///
  /// - Returns: the squared error of the product that is left.
  private func descend(
    targets: [Float], codes: inout [UInt8], fixed: [Float],
    groups: (size: Int, limits: [Int])?
  ) -> Double {
    var row = row(targets: targets, codes: codes, fixed: fixed)
    for _ in 0..<Self.sweepCount {
      var isChanged = false
      for column in targets.indices where fixed[column] == 0 {
        // A term's place is its group's to give.
        if groups != nil, row.codes[column] == 0 { continue }
        if improve(column, &row) { isChanged = true }
      }
      if let groups {
        for (group, limit) in groups.limits.enumerated() {
          let columns = group * groups.size..<min((group + 1) * groups.size, targets.count)
          for _ in 0..<limit {
            guard moveTerm(columns, limit: limit, fixed: fixed, &row) else { break }
            isChanged = true
          }
        }
      }
      guard isChanged else { break }
    }
    codes = row.codes
    return targets.indices.reduce(0) { sum, column in
      sum + Double((row.values[column] - targets[column]) * row.slope[column])
    }
  }

  /// A row with its slope. O(columns²).
  func row(targets: [Float], codes: [UInt8], fixed: [Float]) -> CodeRow {
    var row = CodeRow(codes: codes, values: fixed, slope: [], fixed: fixed)
    for column in targets.indices where fixed[column] == 0 {
      row.values[column] = Float(codebook.values[Int(codes[column])])
    }
    row.slope = [Float](repeating: 0, count: moment.stride)
    for column in targets.indices {
      addToSlope(row.values[column] - targets[column], column, &row.slope)
    }
    return row
  }

  private func addToSlope(_ factor: Float, _ column: Int, _ slope: inout [Float]) {
    guard factor != 0 else { return }
    let source = moment.values.span
    let start = column * moment.stride
    var target = slope.mutableSpan
    let lanes = Lanes(repeating: factor)
    for place in stride(from: 0, to: moment.stride, by: 16) {
      target.setLanes(
        target.lanes(at: place) + source.lanes(at: start + place) * lanes, at: place)
    }
  }

  @inline(__always)
  func moment(_ first: Int, _ second: Int) -> Float {
    moment.values[first * moment.stride + second]
  }

  func set(_ column: Int, to index: Int, _ row: inout CodeRow) {
    let value = nearest.values[index]
    let change = value - row.values[column]
    row.values[column] = value
    row.codes[column] = nearest.codes[index]
    addToSlope(change, column, &row.slope)
  }

  /// Gives a column the value that errs least.
  func improve(_ column: Int, _ row: inout CodeRow) -> Bool {
    let best = row.values[column] - row.slope[column] / moment(column, column)
    let index = NearestCode.index(best)
    guard nearest.values[index] != row.values[column] else { return false }
    set(column, to: index, &row)
    return true
  }

  /// Adds a term to a group that has room, or moves one of its terms, whichever removes most.
  private func moveTerm(
    _ columns: Range<Int>, limit: Int, fixed: [Float], _ row: inout CodeRow
  ) -> Bool {
    let kept = columns.filter { row.codes[$0] != 0 }
    let free = columns.filter { row.codes[$0] == 0 && fixed[$0] == 0 }
    var best = (change: Float(0), from: Int?.none, to: 0, index: 0)
    // Leaving a term where it is and adding one is to move it from nowhere.
    let sources: [Int?] = kept.count < limit ? [nil] : kept.map { $0 }
    for source in sources {
      var removed: Float = 0
      var change: Float = 0
      if let source {
        removed = row.values[source]
        change = removed * (removed * moment(source, source) - 2 * row.slope[source])
      }
      for target in free {
        var slope = row.slope[target]
        if let source { slope -= removed * moment(source, target) }
        let diagonal = moment(target, target)
        let index = NearestCode.index(-slope / diagonal)
        let value = nearest.values[index]
        let total = change + value * (2 * slope + value * diagonal)
        if value != 0, total < best.change { best = (total, source, target, index) }
      }
    }
    // Rounding must not make terms wander.
    guard best.change < -1e-4 * moment(best.to, best.to) else { return false }
    if let from = best.from { set(from, to: NearestCode.index(0), &row) }
    set(best.to, to: best.index, &row)
    return true
  }
}

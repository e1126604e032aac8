import LacunaDense

extension ModelSurvey {
  /// How far below a target a plan may be.
  public static let tolerance = 0.02

  /// Matrices that get one encoding together, and what their options cost together.
  private var groups: [(matrices: [Int], item: SizeSearch.Item)] {
    var order: [String] = []
    var members: [String: [Int]] = [:]
    for (index, matrix) in matrices.enumerated() {
      if members[matrix.arrayName] == nil { order.append(matrix.arrayName) }
      members[matrix.arrayName, default: []].append(index)
    }
    return order.map { name in
      let indices = members[name] ?? []
      // Views of one array have the same shape up to transposition, and the same menu.
      let count = indices.map { matrices[$0].options.count }.min() ?? 0
      return (
        indices,
        SizeSearch.Item(
          options: (0..<count).map { option in
            indices.reduce(into: (byteCount: 0, cost: 0.0)) { sum, index in
              let found = matrices[index].options[option]
              sum.byteCount += found.byteCount
              sum.cost += found.outputError * found.outputError
            }
          })
      )
    }
  }

  private func plan(_ groups: [(matrices: [Int], item: SizeSearch.Item)], _ options: [Int])
    -> EncodingPlan
  {
    var chosen: [Int: EncodingOption] = [:]
    for (group, option) in zip(groups, options) {
      for index in group.matrices { chosen[index] = matrices[index].options[option] }
    }
    let choices = matrices.indices.compactMap { index in
      chosen[index].map { EncodingPlan.Choice(matrix: matrices[index], option: $0) }
    }
    return EncodingPlan(
      choices: choices,
      byteCount: otherByteCount + choices.reduce(0) { $0 + $1.option.byteCount },
      estimatedError: choices.reduce(0) { $0 + $1.option.outputError * $1.option.outputError }
        .squareRoot())
  }

  /// The plan whose outputs err least, of those whose file is 98 to 100% of a size; where there is
  /// none, the one with the largest file that is no larger.
  ///
  /// - Throws: `CompressionError.targetSize` where every file is larger, or smaller than that.
  public func plan(size target: Int) throws(CompressionError) -> EncodingPlan {
    let groups = groups
    let search = SizeSearch(groups.map(\.item))
    let least = Int((Double(target) * (1 - Self.tolerance)).rounded(.up))
    let smallest = otherByteCount + search.smallest
    let largest = otherByteCount + search.largest
    guard smallest <= target, least <= largest,
      let options = search.options(
        within: max(0, least - otherByteCount)...max(0, target - otherByteCount))
    else { throw .targetSize(target: target, smallest: smallest, largest: largest) }
    return plan(groups, options)
  }

  /// The plan with the smallest file found whose outputs err by 98 to 100% of `target`, measured
  /// with all matrices encoded; where none is found, the one that comes nearest from below.
  ///
  /// - Throws: `CompressionError.targetError` where all err more, or less than that.
  public func plan(error target: Double) throws(CompressionError) -> EncodingPlan {
    let groups = groups
    let search = SizeSearch(groups.map(\.item))
    var encoded: [Int: [MatrixEncoding: DenseSubstitute]] = [:]
    func measured(_ options: [Int]) throws(CompressionError) -> EncodingPlan {
      var plan = plan(groups, options)
      plan.measuredError = try measure(plan, &encoded)
      return plan
    }
    let extremes = (
      best: try measured(groups.map { $0.item.options.indexOfLeast { $0.cost } }),
      worst: try measured(groups.map { $0.item.options.indexOfLeast { Double($0.byteCount) } })
    )
    let least = extremes.best.measuredError ?? 0
    let greatest = extremes.worst.measuredError ?? .infinity
    guard least <= target, greatest >= target * (1 - Self.tolerance) else {
      throw .targetError(target: target, least: least, greatest: greatest)
    }
    var best = extremes.best
    // What is measured grows with what is estimated: narrow down the estimate.
    var low = (estimate: extremes.best.estimatedError, error: least)
    var high = (estimate: extremes.worst.estimatedError, error: greatest)
    if greatest <= target { return extremes.worst }
    var estimate = target
    for _ in 0..<Self.trialCount {
      if !(estimate > low.estimate && estimate < high.estimate) {
        estimate = (low.estimate * high.estimate).squareRoot()
      }
      guard let options = search.options(costingAtMost: estimate * estimate) else { break }
      let trial = try measured(options)
      let error = trial.measuredError ?? .infinity
      if error <= target {
        if trial.byteCount < best.byteCount { best = trial }
        if error >= target * (1 - Self.tolerance) { return trial }
        low = (estimate, error)
      } else {
        high = (estimate, error)
      }
      // A little below the target, lest every second trial be above it.
      estimate = estimate * target * (1 - Self.tolerance / 2) / max(error, .leastNormalMagnitude)
    }
    return best
  }

  private static let trialCount = 16

  /// The error of the outputs with all matrices encoded as planned.
  private func measure(
    _ choices: EncodingPlan, _ encoded: inout [Int: [MatrixEncoding: DenseSubstitute]]
  ) throws(CompressionError) -> Double {
    var substitutes: [DenseMatrix.Identity: DenseSubstitute] = [:]
    for (index, choice) in choices.choices.enumerated() {
      let matrix = plan.matrices[index]
      let encoding = choice.option.encoding
      if encoded[index]?[encoding] == nil {
        let found = try MatrixCompressor(
          plan: matrix.encoded(as: encoding), isExact: false,
          metrics: observations.metrics[matrix.matrix.identity] ?? [],
          isCalibrated: observations.isCalibration
        ).encode()
        encoded[index, default: [:]][encoding] = DenseSubstitute(
          weight: found.decoded(), offset: found.offsets)
      }
      substitutes[matrix.matrix.identity] = encoded[index]?[encoding]
    }
    return outputError.measure(substitutes)
  }
}

extension Array {
  fileprivate func indexOfLeast(_ value: (Element) -> Double) -> Int {
    indices.min { value(self[$0]) < value(self[$1]) } ?? 0
  }
}

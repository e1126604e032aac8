import LacunaDense

/// Measures how far the outputs of a model are off when matrices are replaced.
struct OutputError: Sendable {
  /// About how many multiply-adds one measurement may take.
  private static let workLimit = 2_000_000_000
  /// Outputs that are kept to compare with.
  private static let outputLimit = 4_000_000

  private let run: CalibrationRun
  private let reference: [[Float]]
  private let squaredNorm: Double

  /// Nil where the run gives no outputs, or none but zeros.
  init?(_ episodes: CalibrationEpisodes) {
    let width = episodes.parts.map(\.network.outputSize).max() ?? 1
    let steps = max(1, episodes.stepCount)
    let share = min(1, Double(Self.outputLimit) / (Double(steps) * Double(width)))
    run = CalibrationRun(
      episodes: episodes.limited(to: Self.workLimit).thinned(to: share))
    reference = run.outputs()
    squaredNorm = reference.reduce(0) { sum, output in
      output.reduce(sum) { $0 + Double($1) * Double($1) }
    }
    guard squaredNorm.isFinite, squaredNorm > 0 else { return nil }
  }

  /// The root of the mean square of the outputs' errors, against that of the outputs.
  func measure(_ substitutes: [DenseMatrix.Identity: DenseSubstitute]) -> Double {
    var squaredError = 0.0
    for (output, expected) in zip(run.outputs(substitutes: substitutes), reference) {
      for (value, expected) in zip(output, expected) {
        let error = Double(value) - Double(expected)
        squaredError += error * error
      }
    }
    return (squaredError / squaredNorm).squareRoot()
  }
}

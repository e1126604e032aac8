#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How errors of a matrix's products put outputs off: two errors that were tried, and between and
/// beyond them a power law.
struct Sensitivity: Sendable {
  private let anchor: (error: Double, output: Double)
  private let slope: Double

  /// - Parameter tried: errors of products and what they did to the outputs.
  init(_ tried: [(error: Double, output: Double)]) {
    let usable = tried.filter { $0.error > 0 && $0.output > 0 && $0.output.isFinite }
      .sorted { $0.error < $1.error }
    guard let first = usable.first, let last = usable.last else {
      // Nothing that was tried reached the outputs.
      anchor = (1, 0)
      slope = 1
      return
    }
    anchor = first
    guard last.error > first.error * 1.1 else {
      slope = 1
      return
    }
    let rise = log(last.output / first.output) / log(last.error / first.error)
    slope = min(max(rise, 0.5), 1.5)
  }

  /// The relative error of the outputs.
  func outputError(_ error: Double) -> Double {
    guard error > 0 else { return 0 }
    let ratio = error / anchor.error
    // Small errors add up in proportion.
    guard ratio > 1 else { return anchor.output * ratio }
    return anchor.output * pow(ratio, slope)
  }
}

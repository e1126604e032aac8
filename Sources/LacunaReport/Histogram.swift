/// How often each integer of a range occurs.
public struct Histogram: Sendable, Equatable {
  /// One or more neighbouring integers, and how often they occur together.
  public struct Bin: Sendable, Equatable {
    public let values: ClosedRange<Int>
    public let count: Int
  }

  /// Ascending.
  public let bins: [Bin]

  init(bins: [Bin]) {
    self.bins = bins
  }

  /// One bin for each integer: those of `only`, or those from the first to the last that occurs.
  ///
  /// - Parameter counts: how often `least`, `least + 1`, … occur.
  init(counts: [Int], least: Int, only: Set<Int>? = nil) {
    let occurring = counts.indices.filter { counts[$0] != 0 }
    guard let first = occurring.first, let last = occurring.last else {
      bins = []
      return
    }
    bins = (only.map { $0.sorted() } ?? ((first + least)...(last + least)).map { $0 })
      .map { Bin(values: $0...$0, count: counts[$0 - least]) }
  }

  /// At most `limit` bins, each of as many neighbours as that takes.
  public func merged(into limit: Int) -> Histogram {
    let width = (bins.count + limit - 1) / max(limit, 1)
    guard width > 1 else { return self }
    return Histogram(
      bins: stride(from: 0, to: bins.count, by: width).map { start in
        let merged = bins[start..<min(start + width, bins.count)]
        return Bin(
          values: bins[start].values.lowerBound...bins[merged.endIndex - 1].values.upperBound,
          count: merged.reduce(0) { $0 + $1.count })
      })
  }
}

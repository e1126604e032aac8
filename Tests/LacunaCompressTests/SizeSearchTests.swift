import Testing

@testable import LacunaCompress

/// Choices of options for a sum of sizes.
struct SizeSearchTests {
  private func items(seed: UInt64) -> [SizeSearch.Item] {
    var numbers = SeededNumbers(seed: seed)
    return (0..<4).map { _ in
      SizeSearch.Item(
        options: (0..<5).map { _ in
          (byteCount: 64 * (1 + numbers.below(40)), cost: Double(numbers.below(1000)))
        })
    }
  }

  /// All choices, their sizes and costs.
  private func all(_ items: [SizeSearch.Item]) -> [(byteCount: Int, cost: Double)] {
    items.reduce([(0, 0)]) { sums, item in
      sums.flatMap { sum in
        item.options.map { (sum.byteCount + $0.byteCount, sum.cost + $0.cost) }
      }
    }
  }

  private func total(
    _ options: [Int], _ items: [SizeSearch.Item]
  ) -> (byteCount: Int, cost: Double) {
    zip(options, items).reduce((0, 0)) { sum, chosen in
      let option = chosen.1.options[chosen.0]
      return (sum.0 + option.byteCount, sum.1 + option.cost)
    }
  }

  @Test("No choice within the range costs less than the one found", arguments: 1...10)
  func leastCost(seed: UInt64) throws {
    let items = items(seed: seed)
    let search = SizeSearch(items)
    let choices = all(items)
    for middle in stride(from: search.smallest, through: search.largest, by: 320) {
      let range = middle - 128...middle
      let found = total(try #require(search.options(within: range)), items)
      if let least = choices.filter({ range.contains($0.byteCount) }).map(\.cost).min() {
        #expect(range.contains(found.byteCount) && found.cost == least)
      } else {
        #expect(found.byteCount == choices.map(\.byteCount).filter { $0 <= middle }.max())
      }
    }
    #expect(search.options(within: 0...search.smallest - 1) == nil)
  }

  @Test("No smaller choice costs as little as the one found", arguments: 11...20)
  func leastSize(seed: UInt64) throws {
    let items = items(seed: seed)
    let search = SizeSearch(items)
    let choices = all(items)
    for cost in stride(from: 200.0, through: 3000, by: 400) {
      let least = choices.filter { $0.cost <= cost }.map(\.byteCount).min()
      let found = search.options(costingAtMost: cost).map { total($0, items).byteCount }
      #expect(found == least)
    }
  }

  @Test("Sizes past what is told apart stay within the range")
  func coarse() throws {
    var numbers = SeededNumbers(seed: 21)
    let items = (0..<3).map { _ in
      SizeSearch.Item(
        options: (1...9).map { index in
          (byteCount: 64 * (numbers.below(1000) + 100_000 * index), cost: 1 / Double(index))
        })
    }
    let search = SizeSearch(items)
    for share in [0.2, 0.5, 0.9] {
      let target = Int(share * Double(search.largest))
      let found = total(try #require(search.options(within: 0...target)), items)
      #expect(found.byteCount <= target && found.byteCount > target / 2)
    }
  }
}

/// Finds for every size of a file the choice of encodings that errs least: the multiple-choice
/// knapsack problem, by dynamic programming over sizes.
struct SizeSearch {
  /// Something that gets one option.
  struct Item {
    let options: [(byteCount: Int, cost: Double)]
  }

  /// Sizes are told apart so finely, at most.
  private static let sizeLimit = 1 << 17

  private let items: [Item]
  /// Bytes of one step of size: a multiple of the alignment of sections.
  private let step: Int
  /// The least cost of exactly that many steps, `[sizes]`.
  private let costs: [Double]
  /// The option that got there, `[items][sizes]`.
  private let taken: [[UInt8]]

  /// O(items · options · sizes).
  ///
  /// - Precondition: every item has 1 to 255 options.
  init(_ items: [Item]) {
    self.items = items
    let largest = items.reduce(0) { $0 + ($1.options.map(\.byteCount).max() ?? 0) }
    let steps = largest / FileLayout.alignment
    let step = FileLayout.alignment * ((steps + Self.sizeLimit - 1) / Self.sizeLimit)
    // Rounded up, so that no choice is larger than it seems.
    let sizeCount = items.reduce(1) { sum, item in
      sum + (item.options.map { Self.steps($0.byteCount, step) }.max() ?? 0)
    }
    var costs = [Double](repeating: .infinity, count: sizeCount)
    costs[0] = 0
    var reached = 1
    var taken: [[UInt8]] = []
    for item in items {
      var next = [Double](repeating: .infinity, count: sizeCount)
      var choice = [UInt8](repeating: 0, count: sizeCount)
      var nextReached = reached
      for (index, option) in item.options.enumerated() {
        let steps = Self.steps(option.byteCount, step)
        for size in 0..<reached where costs[size] + option.cost < next[size + steps] {
          next[size + steps] = costs[size] + option.cost
          choice[size + steps] = UInt8(index)
        }
        nextReached = max(nextReached, reached + steps)
      }
      costs = next
      reached = nextReached
      taken.append(choice)
    }
    self.step = step
    self.costs = costs
    self.taken = taken
  }

  private static func steps(_ byteCount: Int, _ step: Int) -> Int { (byteCount + step - 1) / step }

  var smallest: Int { items.reduce(0) { $0 + ($1.options.map(\.byteCount).min() ?? 0) } }
  var largest: Int { items.reduce(0) { $0 + ($1.options.map(\.byteCount).max() ?? 0) } }

  /// The option of each item with the least cost, for a size within a range of bytes; where there
  /// is none, for the largest size below it.
  ///
  /// - Returns: nil where every choice is larger.
  func options(within bytes: ClosedRange<Int>) -> [Int]? {
    let last = min(bytes.upperBound / step, costs.count - 1)
    guard last >= 0 else { return nil }
    let first = (bytes.lowerBound + step - 1) / step
    let within = first <= last ? (first...last).min { costs[$0] < costs[$1] } : nil
    if let within, costs[within].isFinite { return options(of: within) }
    guard let below = (0...last).last(where: { costs[$0].isFinite }) else { return nil }
    return options(of: below)
  }

  /// The options of the smallest size whose cost is at most `cost`; nil where there is none.
  func options(costingAtMost cost: Double) -> [Int]? {
    costs.firstIndex { $0 <= cost }.map(options(of:))
  }

  /// Walks back from a size to the options that got there.
  private func options(of size: Int) -> [Int] {
    var size = size
    var options = [Int](repeating: 0, count: items.count)
    for index in items.indices.reversed() {
      options[index] = Int(taken[index][size])
      size -= Self.steps(items[index].options[options[index]].byteCount, step)
    }
    return options
  }
}

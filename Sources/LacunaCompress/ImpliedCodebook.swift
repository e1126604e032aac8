/// Finds the codebook that a matrix implies when each weight is one of its values, times a power
/// of two for the row.
///
/// A row of `2, 6` may stand for the values 1 and 3, 2 and 6, up to 32 and 96; the rows' choices
/// must agree on few enough values. Rows that fit what is there cost nothing; the one that costs
/// most branches, and each branch adds a value, so the search is as deep as the codebook is long.
struct ImpliedCodebook {
  private let valueLimit: Int
  /// Past this many branches a matrix counts as one without a codebook.
  private var branchesLeft = 20_000

  /// The codebook, or nil where there is none with `codeCount` codes.
  static func find(_ rows: [ExactRow], codeCount: Int) -> Codebook? {
    var sets = Set(rows.map(\.numbers))
    sets.remove([])
    guard sets.allSatisfy({ $0.count < codeCount && $0.allSatisfy { abs($0) <= 127 } }) else {
      return nil
    }
    // The longest first: they say most. The order must not depend on hashing.
    let sorted = sets.sorted {
      $0.count == $1.count ? $0.lexicographicallyPrecedes($1) : $0.count > $1.count
    }
    var search = ImpliedCodebook(valueLimit: codeCount - 1)
    guard let values = search.extend([], with: sorted) else { return nil }
    let unused = [Int8](repeating: 0, count: codeCount - 1 - values.count)
    return Codebook(values: [0] + values.sorted().map { Int8($0) } + unused)
  }

  private init(valueLimit: Int) {
    self.valueLimit = valueLimit
  }

  /// The values with those that `sets` need besides, or nil where that is too many.
  private mutating func extend(_ values: Set<Int>, with sets: [[Int]]) -> Set<Int>? {
    branchesLeft -= 1
    guard branchesLeft > 0 else { return nil }
    var hardest: (set: [Int], choices: [Set<Int>], added: Int)?
    var rest: [[Int]] = []
    for set in sets {
      let choices = Self.scalings(of: set)
        .map { values.union($0) }.filter { $0.count <= valueLimit }
        .sorted { $0.count < $1.count }
      guard let added = choices.first.map({ $0.count - values.count }) else { return nil }
      if added == 0 { continue }
      rest.append(set)
      if added > hardest?.added ?? 0 { hardest = (set, choices, added) }
    }
    guard let hardest else { return values }
    rest.removeAll { $0 == hardest.set }
    for choice in hardest.choices {
      if let found = extend(choice, with: rest) { return found }
    }
    return nil
  }

  /// The set times each power of two that keeps it within ±127.
  private static func scalings(of set: [Int]) -> [[Int]] {
    let largest = set.map { abs($0) }.max() ?? 0
    return (0..<7).filter { largest << $0 <= 127 }.map { shift in set.map { $0 << shift } }
  }
}

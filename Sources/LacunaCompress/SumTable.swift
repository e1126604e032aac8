/// How each whole number is the sum of the fewest different codes' values.
struct SumTable {
  /// No sum is past this: 31 values of at most 127.
  static let limit = 31 * 127

  /// The fewest codes, or `UInt8.max` where no sum gives the number, `[2 · limit + 1]`.
  private var counts: [UInt8]
  /// Those codes, a bit each.
  private var codes: [UInt32]

  /// O(codes · limit).
  init(_ codebook: Codebook) {
    let count = 2 * Self.limit + 1
    counts = [UInt8](repeating: .max, count: count)
    codes = [UInt32](repeating: 0, count: count)
    counts[Self.limit] = 0
    var seen: Set<Int8> = [0]
    for (code, value) in codebook.values.enumerated() where seen.insert(value).inserted {
      let value = Int(value)
      let before = (counts: counts, codes: codes)
      for sum in max(0, value)..<min(count, count + value) {
        let rest = before.counts[sum - value]
        guard rest != .max, rest + 1 < counts[sum] else { continue }
        counts[sum] = rest + 1
        codes[sum] = before.codes[sum - value] | 1 << UInt32(code)
      }
    }
  }

  /// The fewest codes whose values add up to `number`; nil where none do.
  func count(of number: Int) -> Int? {
    guard abs(number) <= Self.limit else { return nil }
    let count = counts[number + Self.limit]
    return count == .max ? nil : Int(count)
  }

  /// Terms that add up to `targets` exactly; nil where more than `limit` are needed, or none do.
  func terms(for targets: [Float], limit: Int) -> [(position: Int, code: UInt8)]? {
    var terms: [(position: Int, code: UInt8)] = []
    for (position, target) in targets.enumerated() where target != 0 {
      guard let number = Int(exactly: target), let count = count(of: number) else { return nil }
      guard terms.count + count <= limit else { return nil }
      let codes = codes[number + Self.limit]
      for code in 0..<32 where codes & (1 << UInt32(code)) != 0 {
        terms.append((position, UInt8(code)))
      }
    }
    return terms
  }
}

/// The values that the codes of one matrix stand for, `[codes]` (`spec/encodings.md`, Codebooks).
struct Codebook: Hashable, Sendable {
  /// Entry 0 is 0.
  let values: [Int8]

  /// The largest magnitude.
  var maximum: Int { values.map { abs(Int($0)) }.max() ?? 0 }

  /// Whether each value is 0 or plus or minus a power of two.
  var isShift: Bool { values.allSatisfy { ($0.magnitude & ($0.magnitude &- 1)) == 0 } }

  /// Whether the nearest value to `-x` is minus the nearest value to `x`.
  var isSymmetric: Bool { Set(values) == Set(values.map { -$0 }) }
}

extension Codebook {
  /// Plus and minus `magnitudes`: 0 and the positive values in the lower half, 0 again and the
  /// negative ones in the upper, so that the top bit of a code is the sign.
  init(magnitudes: [Int8], codeCount: Int) {
    let unused = [Int8](repeating: 0, count: codeCount / 2 - 1 - magnitudes.count)
    values = [0] + magnitudes + unused + [0] + magnitudes.map { -$0 } + unused
  }

  /// All whole numbers that `int8` holds, each the value of the code that is its byte.
  static let wholeNumbers = Codebook(
    values: (0..<256).map { code in code == 128 ? 0 : Int8(truncatingIfNeeded: code) })

  /// All powers of two that a signed byte holds both signs of, for 16 or 32 codes.
  static func powersOfTwo(codeCount: Int) -> Codebook {
    Codebook(magnitudes: [1, 2, 4, 8, 16, 32, 64], codeCount: codeCount)
  }

  /// The shift codebooks to choose from.
  ///
  /// Sixteen codes hold every power of two there is. Eight hold three of the seven, and since rows
  /// have exponents of their own only their ratios matter, so that 64 can be one of them.
  static func shiftCandidates(codeCount: Int) -> [Codebook] {
    guard codeCount == 8 else { return [powersOfTwo(codeCount: codeCount)] }
    var candidates: [Codebook] = []
    for middle in 1...5 {
      for low in 0..<middle {
        candidates.append(Codebook(magnitudes: [1 << low, 1 << middle, 64], codeCount: 8))
      }
    }
    return candidates
  }
}

import LacunaCompress
import LacunaDense
import Testing

/// Choices err least among their neighbours.
struct LeastErrorTests {
  private let matrix = randomMatrix("w", rows: 40, columns: 96, seed: 21)

  private func squaredError(_ row: Int, _ decoded: (Int) -> Float) -> Double {
    let values = matrix.values()
    return (0..<matrix.columns).reduce(0) { sum, column in
      let difference = Double(values[row * matrix.columns + column] - decoded(column))
      return sum + difference * difference
    }
  }

  /// The row's error when each weight is the nearest of the allowed integers.
  private func nearestError(_ row: Int, exponent: Int, integers: [Int]) -> Double {
    let values = matrix.values()
    let scale = Float(sign: .plus, exponent: exponent, significand: 1)
    return squaredError(row) { column in
      let value = values[row * matrix.columns + column]
      let errors = integers.map { (abs(value - Float($0) * scale), Float($0) * scale) }
      return errors.min { $0.0 < $1.0 }?.1 ?? 0
    }
  }

  @Test("Every int8 weight is the nearest, with a row exponent no worse than its neighbours")
  func int8() throws {
    let found = try compressMatrix(matrix, .int8).file.matrix(0)
    for row in 0..<matrix.rows {
      let error = squaredError(row) { found.weight(row, $0) }
      for shift in -1...1 {
        let other = nearestError(
          row, exponent: found.exponents[row] + shift, integers: Array(-127...127))
        #expect(error <= other * (1 + 1e-5) + 1e-12)
      }
    }
  }

  @Test(
    "Every code is the nearest, with a row exponent no worse than its neighbours",
    arguments: CodebookProfile.allCases)
  func codes(_ profile: CodebookProfile) throws {
    let found = try compressMatrix(matrix, .codes, codebook: profile).file.matrix(0)
    for row in 0..<matrix.rows {
      let error = squaredError(row) { found.weight(row, $0) }
      for shift in -1...1 {
        let other = nearestError(
          row, exponent: found.exponents[row] + shift,
          integers: Array(Set(found.codebook.prefix(16))))
        #expect(error <= other * (1 + 1e-5) + 1e-12)
      }
    }
  }

  @Test("A fitted codebook errs less than powers of two", arguments: [8, 16, 32])
  func fitted(_ g: Int) throws {
    for encoding in [MatrixEncoding.terms(k: 3, g: g), .codes] {
      for axis in ["input", "output"] {
        let shift = try compressMatrix(matrix, encoding, codebook: .shift, axis: axis).report
        let fitted = try compressMatrix(matrix, encoding, codebook: .fitted, axis: axis).report
        #expect(shift.codebook == .shift)
        #expect(fitted.codebook == .fitted)
        #expect(fitted.relativeError < shift.relativeError)
      }
    }
  }

  @Test("A shift codebook holds signed powers of two, the sign in a code's top bit")
  func shiftCodebook() throws {
    let powers = [0, 1, 2, 4, 8, 16, 32, 64]
    for encoding in [MatrixEncoding.codes, .terms(k: 2, g: 16)] {
      let found = try compressMatrix(matrix, encoding, codebook: .shift).file.matrix(0)
      #expect(Array(found.codebook.prefix(16)) == powers + powers.map { -$0 })
    }
    let eight = try compressMatrix(
      matrix, .terms(k: 4, g: 32), codebook: .shift
    ).file.matrix(0)
    let magnitudes = Array(eight.codebook[0..<4])
    #expect(Array(eight.codebook[4..<8]) == magnitudes.map { -$0 })
    #expect(magnitudes == magnitudes.sorted() && Set(magnitudes).isSubset(of: powers))
    #expect(eight.codebook.dropFirst(8).allSatisfy { $0 == 0 })
  }

  @Test("A group keeps its largest weights", arguments: [8, 16, 32])
  func largestWeights(_ g: Int) throws {
    let values = matrix.values()
    // With one term the choice is by magnitude alone.
    let found = try compressMatrix(
      matrix, .terms(k: 1, g: g), codebook: .shift
    ).file.matrix(0)
    for row in 0..<matrix.rows {
      for start in stride(from: 0, to: matrix.columns, by: g) {
        let group = (start..<start + g).map { abs(values[row * matrix.columns + $0]) }
        let kept = (0..<g).filter { found.integer(row, start + $0) != 0 }
        #expect(kept.count <= 1)
        if let place = kept.first { #expect(group[place] == group.max()) }
      }
    }
  }

  @Test("No single term can be exchanged for a better one at a free position")
  func noBetterTerm() throws {
    let values = matrix.values()
    for axis in ["input", "output"] {
      let found = try compressMatrix(
        matrix, .terms(k: 3, g: 16), codebook: .fitted, axis: axis
      ).file.matrix(0)
      for row in 0..<32 {
        for column in 0..<matrix.columns where found.integer(row, column) == 0 {
          let best = gain(values[row * matrix.columns + column], row, found)
          let others = (0..<16).map { place in
            axis == "input" ? (row, column / 16 * 16 + place) : (row / 16 * 16 + place, column)
          }
          for (otherRow, otherColumn) in others
          where found.group(row, column).filter({
            Int($0) % 16 == (axis == "input" ? otherColumn : otherRow) % 16 && $0 != 0
          }).count == 1 {
            let kept = values[otherRow * matrix.columns + otherColumn]
            #expect(best <= gain(kept, otherRow, found) * (1 + 1e-5))
          }
        }
      }
    }
  }

  /// The squared error that the best single term removes from a weight.
  private func gain(_ weight: Float, _ row: Int, _ found: PlainMatrix) -> Double {
    let scale = Double(sign: .plus, exponent: found.exponents[row], significand: 1)
    let gains = found.codebook.map { value in
      let value = Double(value) * scale
      return value * (2 * Double(weight) - value)
    }
    return gains.max() ?? 0
  }

  @Test("Two terms meet at one position where that removes more")
  func meetingTerms() throws {
    // 96 takes 64 and 32; the group has nothing else worth a term.
    var values = [Float](repeating: 0, count: 16)
    values[5] = 96
    values[6] = 1
    values[9] = -64
    let matrix = DenseMatrix(name: "w", rows: 1, columns: 16, values: values)
    let found = try compressMatrix(
      matrix, .terms(k: 3, g: 16), codebook: .shift
    ).file.matrix(0)
    #expect(found.weight(0, 5) == 96)
    #expect(found.weight(0, 9) == -64)
    #expect(found.weight(0, 6) == 0)
  }
}

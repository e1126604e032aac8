import LacunaCompress
import LacunaDense
import Testing

/// What `isExact` accepts, and what it names when it refuses.
struct ExactnessTests {
  /// A matrix of codebook values times a power of two for each row, at most `k` to a group.
  private func exported(
    _ codebook: [Int], k: Int, g: Int, isOutputAxis: Bool, seed: UInt64
  ) -> DenseMatrix {
    let rows = 37
    let columns = 45
    var numbers = SeededNumbers(seed: seed)
    var values = [Float](repeating: 0, count: rows * columns)
    let exponents = (0..<rows).map { _ in -numbers.below(9) - 3 }
    let lines = isOutputAxis ? columns : rows
    let length = isOutputAxis ? rows : columns
    for line in 0..<lines {
      for start in stride(from: 0, to: length, by: g) {
        for _ in 0..<k {
          let place = min(start + numbers.below(g), length - 1)
          let row = isOutputAxis ? place : line
          let column = isOutputAxis ? line : place
          let value = codebook[numbers.below(codebook.count)]
          values[row * columns + column] =
            Float(sign: .plus, exponent: exponents[row], significand: 1) * Float(value)
        }
      }
    }
    return DenseMatrix(name: "w", rows: rows, columns: columns, values: values)
  }

  private static let powers = [1, 2, 4, 8, 16, 32, 64, -1, -2, -4, -8, -16, -32, -64]

  @Test(
    "Powers of two, a few to a group, are held exactly", arguments: [8, 16, 32],
    ["input", "output"])
  func powersOfTwo(_ g: Int, _ axis: String) throws {
    let powers = g == 32 ? [4, 8, 32, -4, -8, -32] : Self.powers
    for profile in CodebookProfile.allCases {
      let matrix = exported(powers, k: 3, g: g, isOutputAxis: axis == "output", seed: 31)
      let (file, report) = try compressMatrix(
        matrix, .terms(k: 3, g: g), codebook: profile, axis: axis, isExact: true)
      #expect(file.matrix(0).values == matrix.values())
      #expect(report.relativeError == 0)
    }
  }

  @Test(
    "The values of any codebook are found again", arguments: [8, 16, 32], ["input", "output"])
  func fittedCodebook(_ g: Int, _ axis: String) throws {
    let count = 256 / g - 1
    let codebook = Array(
      [3, -5, 7, -11, 100, -96, 31, 55, -71, 90, 6, -12, 24, 1, 127]
        .prefix(count))
    let matrix = exported(codebook, k: 2, g: g, isOutputAxis: axis == "output", seed: 32)
    let (file, _) = try compressMatrix(
      matrix, .terms(k: 2, g: g), codebook: .fitted, axis: axis, isExact: true)
    #expect(file.matrix(0).values == matrix.values())
  }

  @Test("Sums of powers of two are held exactly where a group has terms for them")
  func sums() throws {
    // Each row has 7 = 8 - 1, which takes two terms, and 1.
    var values = [Float](repeating: 0, count: 3 * 16)
    for row in 0..<3 {
      values[row * 16 + row] = 7 / Float(1 << row)
      values[row * 16 + 9] = -1 / Float(1 << row)
    }
    let matrix = DenseMatrix(name: "w", rows: 3, columns: 16, values: values)
    let (file, _) = try compressMatrix(
      matrix, .terms(k: 3, g: 16), codebook: .shift, isExact: true)
    #expect(file.matrix(0).values == values)
    #expect(throws: CompressionError.self) {
      try compressMatrix(matrix, .terms(k: 2, g: 16), codebook: .shift, isExact: true)
    }
  }

  @Test("Codes and int8 are held exactly")
  func denseEncodings() throws {
    let codebook = [3, -5, 7, -11, 100, -96, 31, 55, -71, 90, 6, -12, 24, 1, 0]
    for (profile, values) in [(CodebookProfile.fitted, codebook), (.shift, Self.powers)] {
      let matrix = exported(values, k: 40, g: 45, isOutputAxis: false, seed: 33)
      let (file, _) = try compressMatrix(matrix, .codes, codebook: profile, isExact: true)
      #expect(file.matrix(0).values == matrix.values())
    }
    let matrix = exported(Array(-127...127), k: 40, g: 45, isOutputAxis: false, seed: 34)
    #expect(
      try compressMatrix(matrix, .int8, isExact: true).file.matrix(0).values == matrix.values())
  }

  @Test("The first weight past the terms of its group is named")
  func tooManyTerms() throws {
    var values = [Float](repeating: 0, count: 4 * 32)
    values[32 + 3] = 0.5
    for column in 16..<19 { values[2 * 32 + column] = 0.25 }
    let matrix = DenseMatrix(name: "layer.weight", rows: 4, columns: 32, values: values)
    let error = #expect(throws: CompressionError.self) {
      try compressMatrix(matrix, .terms(k: 2, g: 16), codebook: .shift, isExact: true)
    }
    #expect(
      error
        == .weightNotExact(
          array: "layer.weight", indices: [2, 18], found: 0.25, nearest: 0))
  }

  @Test("A weight between two values is named with what would be held")
  func betweenValues() throws {
    var values = [Float](repeating: 0.5, count: 64)
    values[40] = 0.75
    let matrix = DenseMatrix(name: "w", rows: 2, columns: 32, values: values)
    let error = #expect(throws: CompressionError.self) {
      try compressMatrix(matrix, .codes, codebook: .shift, isExact: true)
    }
    guard case .weightNotExact(_, let indices, let found, let nearest) = error else {
      Issue.record("found \(String(describing: error))")
      return
    }
    #expect(indices == [1, 8] && found == 0.75)
    #expect(nearest == 0.5 || nearest == 1)
  }

  @Test("A third of one is no int8 weight")
  func int8Refused() throws {
    let matrix = DenseMatrix(name: "w", rows: 1, columns: 2, values: [1, 1 / 3])
    #expect(throws: CompressionError.self) {
      try compressMatrix(matrix, .int8, isExact: true)
    }
  }

  @Test("A bias that is no whole number of steps is named")
  func biases() throws {
    let weight = DenseMatrix(name: "w", rows: 2, columns: 1, values: [1, 1])
    var options = CompressionOptions()
    options.isExact = true
    func model(_ bias: [Float]) throws -> DenseModel {
      let layer = try DenseLinear(weight: weight, bias: bias)
      return DenseModel(networks: [try DenseNetwork(name: "main", layers: [.linear(layer)])])
    }
    _ = try compress(model([0.25, -100]), options: options)
    let error = #expect(throws: CompressionError.self) {
      try compress(model([0.25, 0.1]), options: options)
    }
    guard case .biasNotExact("w", 1, 0.1, _) = error else {
      Issue.record("found \(String(describing: error))")
      return
    }
  }
}

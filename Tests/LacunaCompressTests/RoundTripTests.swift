import LacunaCompress
import LacunaDense
import LacunaFormat
import Testing

/// What a decoder written from the spec reads back.
struct RoundTripTests {
  @Test("A file is valid, and errs as the report says", arguments: EncodingCase.all)
  func reportedError(_ example: EncodingCase) throws {
    let matrix = randomMatrix(
      "w", rows: example.rows, columns: example.columns, seed: 11)
    let (file, report) = try compressMatrix(
      matrix, example.encoding, codebook: example.codebook, axis: example.axis)
    _ = unsafe try ModelView(validating: file.bytes.span.bytes)
    let values = matrix.values()
    let decoded = file.matrix(0).values
    var error = 0.0
    var norm = 0.0
    for (value, found) in zip(values, decoded) {
      error += Double(value - found) * Double(value - found)
      norm += Double(value) * Double(value)
    }
    let relativeError = (error / norm).squareRoot()
    #expect(abs(report.relativeError - relativeError) <= 1e-4 * relativeError + 1e-7)
    #expect(report.byteCount == paddedBytes(file, 2) + paddedBytes(file, 3))
  }

  private func paddedBytes(_ file: PlainFile, _ section: Int) -> Int {
    (file.section(section).length + 63) / 64 * 64
  }

  @Test("Terms are canonical, and padding is zero", arguments: EncodingCase.all)
  func canonicalTerms(_ example: EncodingCase) throws {
    let matrix = randomMatrix(
      "w", rows: example.rows, columns: example.columns, seed: 12)
    let (file, _) = try compressMatrix(
      matrix, example.encoding, codebook: example.codebook, axis: example.axis)
    let found = file.matrix(0)
    for exponent in found.exponents.dropFirst(example.rows) { #expect(exponent == 0) }
    guard case .terms(_, let g) = example.encoding else { return }
    let bits = g.trailingZeroBitCount
    for row in 0..<example.rows {
      for column in 0..<example.columns {
        let group = found.group(row, column)
        let present = group.prefix { $0 != 0 }
        #expect(group.dropFirst(present.count).allSatisfy { $0 == 0 })
        let places = present.map { (Int($0) % g) << 8 | Int($0) >> bits }
        #expect(zip(places, places.dropFirst()).allSatisfy { $0 < $1 })
        #expect(present.allSatisfy { found.codebook[Int($0) >> bits] != 0 })
        let isOutput = example.axis == "output"
        let start = (isOutput ? row : column) / g * g
        let limit = isOutput ? example.rows : example.columns
        #expect(present.allSatisfy { start + Int($0) % g < limit })
      }
    }
  }

  @Test("Compressing twice gives the same bytes", arguments: ["shift", "fitted"])
  func deterministic(_ codebook: String) throws {
    let profile = try CodebookProfile(parsing: codebook)
    let matrix = randomMatrix("w", rows: 61, columns: 77, seed: 13)
    for encoding in [MatrixEncoding.terms(k: 3, g: 8), .codes, .int8] {
      let first = try compressMatrix(matrix, encoding, codebook: profile).file.bytes
      let second = try compressMatrix(matrix, encoding, codebook: profile).file.bytes
      #expect(first == second)
    }
  }

  @Test("Rows of zeros have exponent 0 and no terms")
  func zeros() throws {
    let matrix = DenseMatrix(
      name: "w", rows: 20, columns: 20, values: [Float](repeating: 0, count: 400))
    for encoding in [MatrixEncoding.terms(k: 2, g: 16), .codes, .int8] {
      for axis in ["input", "output"] {
        let (file, report) = try compressMatrix(matrix, encoding, axis: axis)
        #expect(file.matrix(0).values.allSatisfy { $0 == 0 })
        #expect(file.matrix(0).exponents.allSatisfy { $0 == 0 })
        #expect(report.relativeError == 0)
      }
    }
  }

  @Test("Weights of any finite size come through", arguments: [-149, -120, -60, 60, 100, 126])
  func extremeScales(_ exponent: Int) throws {
    var numbers = SeededNumbers(seed: 14)
    let scale = Float(sign: .plus, exponent: exponent, significand: 1)
    let values = (0..<640).map { _ in scale * Float(numbers.below(3) - 1) }
    let matrix = DenseMatrix(name: "w", rows: 20, columns: 32, values: values)
    for encoding in [MatrixEncoding.terms(k: 16, g: 16), .codes, .int8] {
      for axis in ["input", "output"] {
        let (file, report) = try compressMatrix(matrix, encoding, codebook: .shift, axis: axis)
        #expect(report.relativeError.isFinite)
        if exponent > -120 {
          #expect(file.matrix(0).values == values)
        }
      }
    }
  }
}

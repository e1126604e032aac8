/// Encodes rows as `int8` (`spec/encodings.md`).
struct Int8Encoder: WeightEncoder {
  let blockRowCount = 16
  private(set) var exponents = [Int](repeating: 0, count: 16)
  private(set) var squaredError = 0.0

  private let columns: Int
  private let stride: Int
  /// `[16, stride]`, each the low byte of a whole number.
  private(set) var symbols: [UInt8]

  init(columns: Int, stride: Int) {
    self.columns = columns
    self.stride = stride
    symbols = [UInt8](repeating: 0, count: 16 * stride)
  }

  mutating func encode(_ block: borrowing RowBlock, exponents given: [Int]?) {
    squaredError = 0
    let values = block.values.span
    for row in 0..<blockRowCount {
      if let given {
        exponents[row] = given[row]
        squaredError += error(values, row: row, exponent: given[row])
        quantize(values, row: row, exponent: given[row])
        continue
      }
      // With 127.5 · 2^e a row's largest weight still errs by no more than half a step. Larger
      // exponents only leave out integers; smaller ones trade it for finer steps elsewhere.
      let start = smallestExponent(holding: block.maxima[row], limit: 127.5)
      let (exponent, error) = leastErrorExponent(from: start) {
        self.error(values, row: row, exponent: $0)
      }
      exponents[row] = exponent
      squaredError += error
      quantize(values, row: row, exponent: exponent)
    }
  }

  private func error(_ values: Span<Float>, row: Int, exponent: Int) -> Double {
    let scale = Lanes(repeating: powerOfTwo(-exponent))
    var sum = Lanes.zero
    for column in Swift.stride(from: 0, to: stride, by: 16) {
      let scaled = values.lanes(at: row * stride + column) * scale
      let difference = scaled - scaled.clamped(to: 127).roundedSmall
      sum += difference * difference
    }
    return Double(sum.sum()) * Double(sign: .plus, exponent: 2 * exponent, significand: 1)
  }

  private mutating func quantize(_ values: Span<Float>, row: Int, exponent: Int) {
    let stride = stride
    let scale = Lanes(repeating: powerOfTwo(-exponent))
    var target = symbols.mutableSpan
    for column in Swift.stride(from: 0, to: stride, by: 16) {
      let scaled = values.lanes(at: row * stride + column) * scale
      target.setBytes(scaled.clamped(to: 127).lowBytesOfRounded, at: row * stride + column)
    }
  }

  mutating func refine(_ block: borrowing RowBlock, _ descent: ProductDescent) {
    let fixed = [Float](repeating: 0, count: columns)
    for row in 0..<block.rows.count where block.maxima[row] > 0 {
      let start = row * stride
      var codes = Array(symbols[start..<start + columns])
      descent.refine(
        targets: block.targets(row: row, exponent: exponents[row]), codes: &codes, fixed: fixed)
      for column in 0..<columns { symbols[start + column] = codes[column] }
    }
  }

  mutating func restore(_ block: EncodedBlock) {
    (exponents, symbols) = (block.exponents, block.symbols)
  }

  func write(block index: Int, to bytes: inout MutableSpan<UInt8>, at start: Int) {
    let units = (columns + 3) / 4
    let source = symbols.span
    for row in 0..<blockRowCount {
      for unit in 0..<units {
        let lane = start + 64 * units * index + 64 * unit + 4 * row
        for byte in 0..<4 { bytes[lane + byte] = source[row * stride + 4 * unit + byte] }
      }
    }
  }

  func integers(stride: Int) -> [Int32] {
    symbols.map { Int32(Int8(truncatingIfNeeded: $0)) }
  }
}

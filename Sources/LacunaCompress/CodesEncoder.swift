/// Encodes rows as `codes` (`spec/encodings.md`).
struct CodesEncoder: WeightEncoder {
  let blockRowCount = 16
  private(set) var exponents = [Int](repeating: 0, count: 16)
  private(set) var squaredError = 0.0

  private let codebook: Codebook
  private let nearest: NearestCode
  private let columns: Int
  private let stride: Int
  /// `[16, stride]`
  private(set) var symbols: [UInt8]

  init(codebook: Codebook, columns: Int, stride: Int) {
    self.codebook = codebook
    nearest = NearestCode(codebook)
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
      } else {
        let start = codebook.startExponent(maximum: block.maxima[row])
        let (exponent, error) = leastErrorExponent(from: start) {
          self.error(values, row: row, exponent: $0)
        }
        exponents[row] = exponent
        squaredError += error
      }
      quantize(values, row: row, exponent: exponents[row])
    }
  }

  private func error(_ values: Span<Float>, row: Int, exponent: Int) -> Double {
    let scale = Lanes(repeating: powerOfTwo(-exponent))
    let table = nearest.values.span
    var sum = Lanes.zero
    for column in Swift.stride(from: 0, to: stride, by: 16) {
      let scaled = values.lanes(at: row * stride + column) * scale
      let indices = NearestCode.indices(scaled)
      var found = Lanes.zero
      for lane in 0..<16 { found[lane] = table[Int(indices[lane])] }
      let difference = scaled - found
      sum += difference * difference
    }
    return Double(sum.sum()) * Double(sign: .plus, exponent: 2 * exponent, significand: 1)
  }

  private mutating func quantize(_ values: Span<Float>, row: Int, exponent: Int) {
    let scale = Lanes(repeating: powerOfTwo(-exponent))
    let stride = stride
    let nearestCodes = nearest.codes
    let table = nearestCodes.span
    var target = symbols.mutableSpan
    for column in Swift.stride(from: 0, to: stride, by: 16) {
      let indices = NearestCode.indices(values.lanes(at: row * stride + column) * scale)
      var found = SIMD16<UInt8>.zero
      for lane in 0..<16 { found[lane] = table[Int(indices[lane])] }
      target.setBytes(found, at: row * stride + column)
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
    let units = (columns + 7) / 8
    let source = symbols.span
    for row in 0..<blockRowCount {
      for unit in 0..<units {
        let lane = start + 64 * units * index + 64 * unit + 4 * row
        for byte in 0..<4 {
          let column = row * stride + 8 * unit + byte
          bytes[lane + byte] = source[column] | source[column + 4] << 4
        }
      }
    }
  }

  func integers(stride: Int) -> [Int32] {
    symbols.map { Int32(codebook.values[Int($0)]) }
  }
}

extension CodesEncoder: FittedEncoder {
  func collect(_ block: borrowing RowBlock, into histogram: inout WeightHistogram) {
    for row in 0..<block.rows.count {
      let scale = powerOfTwo(-exponents[row])
      let weight = Double(sign: .plus, exponent: 2 * exponents[row], significand: 1)
      for column in 0..<columns {
        histogram.add(block.values[row * stride + column] * scale, weight: weight)
      }
    }
  }
}

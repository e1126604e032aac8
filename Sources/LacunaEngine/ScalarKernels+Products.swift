public import LacunaFormat

extension ScalarKernels {
  @_lifetime(sums: copy sums)
  public func multiply(
    _ matrix: MatrixView, _ x: Vectors, _ sums: inout MutableSpan<Int32>, stride: Int
  ) {
    for stream in 0..<x.count {
      let vector = x.values.extracting((stream * x.stride)..<((stream + 1) * x.stride))
      multiply(matrix, vector, &sums, at: stream * stride)
    }
  }

  @_lifetime(sums: copy sums)
  private func multiply(
    _ matrix: MatrixView, _ x: Span<Int8>, _ sums: inout MutableSpan<Int32>, at base: Int
  ) {
    switch (matrix.record.encoding, matrix.record.axis) {
    case (.terms, .input): multiplyInputAxis(matrix, x, &sums, at: base)
    case (.terms, .output): multiplyOutputAxis(matrix, x, &sums, at: base)
    case (.codes, _): multiplyCodes(matrix, x, &sums, at: base)
    case (.int8, _): multiplyInt8(matrix, x, &sums, at: base)
    }
  }

  @_lifetime(sums: copy sums)
  private func multiplyInputAxis(
    _ matrix: MatrixView, _ x: Span<Int8>, _ sums: inout MutableSpan<Int32>, at base: Int
  ) {
    let record = matrix.record
    let terms = record.termsPerLine
    let mask = record.groupSize - 1
    for tile in 0..<record.tileCount {
      for lane in 0..<16 {
        var sum: Int32 = 0
        var (slot, group) = (0, 0)
        for term in 0..<terms {
          let unit = term & ~3
          let laneBytes = min(4, terms - unit)
          let offset = 16 * (terms * tile + unit) + laneBytes * lane + term & 3
          let byte = Int(matrix.weights.byte(at: offset))
          let value = Int32(matrix.codebook.int8(at: byte >> record.log2GroupSize))
          sum &+= value &* Int32(x[group + byte & mask])
          slot += 1
          if slot == record.termsPerGroup {
            slot = 0
            group += record.groupSize
          }
        }
        sums[base + 16 * tile + lane] = sum
      }
    }
  }

  @_lifetime(sums: copy sums)
  private func multiplyOutputAxis(
    _ matrix: MatrixView, _ x: Span<Int8>, _ sums: inout MutableSpan<Int32>, at base: Int
  ) {
    let record = matrix.record
    let mask = record.groupSize - 1
    for row in 0..<(record.groupCount * record.groupSize) { sums[base + row] = 0 }
    for column in 0..<record.columns {
      let activation = Int32(x[column])
      if activation == 0 { continue }
      var offset = column * record.termsPerLine
      for group in 0..<record.groupCount {
        for _ in 0..<record.termsPerGroup {
          let byte = Int(matrix.weights.byte(at: offset))
          let value = Int32(matrix.codebook.int8(at: byte >> record.log2GroupSize))
          sums[base + group << record.log2GroupSize + byte & mask] &+= value &* activation
          offset += 1
        }
      }
    }
  }

  @_lifetime(sums: copy sums)
  private func multiplyCodes(
    _ matrix: MatrixView, _ x: Span<Int8>, _ sums: inout MutableSpan<Int32>, at base: Int
  ) {
    let units = (matrix.record.columns + 7) / 8
    for tile in 0..<matrix.record.tileCount {
      for lane in 0..<16 {
        var sum: Int32 = 0
        for unit in 0..<units {
          let offset = 64 * (units * tile + unit) + 4 * lane
          for index in 0..<4 {
            let byte = Int(matrix.weights.byte(at: offset + index))
            sum &+= Int32(matrix.codebook.int8(at: byte & 15)) &* Int32(x[8 * unit + index])
            sum &+= Int32(matrix.codebook.int8(at: byte >> 4)) &* Int32(x[8 * unit + 4 + index])
          }
        }
        sums[base + 16 * tile + lane] = sum
      }
    }
  }

  @_lifetime(sums: copy sums)
  private func multiplyInt8(
    _ matrix: MatrixView, _ x: Span<Int8>, _ sums: inout MutableSpan<Int32>, at base: Int
  ) {
    let units = (matrix.record.columns + 3) / 4
    for tile in 0..<matrix.record.tileCount {
      for lane in 0..<16 {
        var sum: Int32 = 0
        for unit in 0..<units {
          let offset = 64 * (units * tile + unit) + 4 * lane
          for index in 0..<4 {
            sum &+= Int32(matrix.weights.int8(at: offset + index)) &* Int32(x[4 * unit + index])
          }
        }
        sums[base + 16 * tile + lane] = sum
      }
    }
  }
}

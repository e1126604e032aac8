public import LacunaFormat

extension Product {
  /// Row `row` in fixed point.
  func fixed(_ row: Int) -> Int32 {
    fixedPoint(sums[row], shift: 0 &- (Int32(rowExponents.int8(at: row)) &+ shift))
  }
}

extension Bias {
  /// The bias of row `row` in fixed point; 0 when there are none.
  func fixed(_ row: Int) -> Int32 {
    values.isEmpty ? 0 : fixedPointBias(values.int16(at: 2 * row), shift: shift)
  }
}

extension ScalarKernels {
  @_lifetime(p: copy p)
  public func preactivate(
    _ input: Product, _ recurrent: Product, _ bias: Bias, count: Int, _ p: inout MutableSpan<Int16>
  ) {
    for row in 0..<count {
      p[row] = saturate16(input.fixed(row) &+ recurrent.fixed(row) &+ bias.fixed(row))
    }
  }

  @_lifetime(p: copy p)
  public func preactivate(
    _ product: Product, _ bias: Bias, count: Int, _ p: inout MutableSpan<Int16>
  ) {
    for row in 0..<count { p[row] = saturate16(product.fixed(row) &+ bias.fixed(row)) }
  }

  @_lifetime(sums: copy sums)
  public func finishLinear(
    _ sums: inout MutableSpan<Int32>, rowExponents: RawSpan, shift: Int32, _ bias: Bias, count: Int
  ) {
    for row in 0..<count {
      let exponent = Int32(rowExponents.int8(at: row))
      sums[row] = fixedPoint(sums[row], shift: 0 &- (exponent &+ shift)) &+ bias.fixed(row)
    }
  }

  @_lifetime(values: copy values)
  public func activate(
    _ values: inout MutableSpan<Int16>, count: Int, _ activation: ActivationRecord, table: RawSpan
  ) {
    switch activation.kind {
    case .table:
      for index in 0..<count {
        let p = Int32(values[index])
        let interval = Int((p &+ 32_768) &>> 8)
        let fraction = p & 255
        let left = Int32(table.int16(at: 2 * interval))
        let right = Int32(table.int16(at: 2 * interval + 2))
        values[index] = Int16(
          truncatingIfNeeded: (left &* (256 &- fraction) &+ right &* fraction &+ 128) &>> 8)
      }
    case .clipped:
      let (low, high) = (Int32(activation.low), Int32(activation.high))
      for index in 0..<count {
        let scaled = roundingShift(8 &* Int32(values[index]), Int32(activation.shift))
        values[index] = Int16(
          truncatingIfNeeded: clamp(scaled &+ Int32(activation.offset), low, high))
      }
    }
  }

  @_lifetime(cell: copy cell)
  @_lifetime(doubled: copy doubled)
  public func updateCell(
    gates: Span<Int16>, _ cell: inout MutableSpan<Int16>, _ doubled: inout MutableSpan<Int16>,
    count: Int
  ) {
    for unit in 0..<count {
      let (input, forget, candidate) = (
        gates[unit], gates[count + unit], gates[2 * count + unit]
      )
      let added = (Int32(multiply15(input, candidate)) &+ 8) &>> 4
      let updated = saturate16(Int32(multiply15(forget, cell[unit])) &+ added)
      cell[unit] = updated
      doubled[unit] = saturate16(2 &* Int32(updated))
    }
  }

  @_lifetime(hidden: copy hidden)
  public func updateHidden(
    outputGate: Span<Int16>, activated: Span<Int16>, _ hidden: inout MutableSpan<Int8>, count: Int
  ) {
    for unit in 0..<count {
      hidden[unit] = roundTo8(multiply15(outputGate[unit], activated[unit]))
    }
  }

  @_lifetime(recurrent: copy recurrent)
  public func resetCandidate(
    _ product: Product, _ bias: Bias, reset: Span<Int16>,
    _ recurrent: inout MutableSpan<Int16>, count: Int
  ) {
    for unit in 0..<count {
      let kept = Int32(multiply15(reset[unit], recurrent[unit]))
      recurrent[unit] = saturate16(product.fixed(unit) &+ bias.fixed(unit) &+ kept)
    }
  }

  @_lifetime(state: copy state)
  @_lifetime(hidden: copy hidden)
  public func updateState(
    updateGate: Span<Int16>, candidate: Span<Int16>, _ state: inout MutableSpan<Int16>,
    _ hidden: inout MutableSpan<Int8>, count: Int
  ) {
    for unit in 0..<count {
      let z = Int32(updateGate[unit])
      let mixed = z &* Int32(state[unit]) &+ (32_768 &- z) &* Int32(candidate[unit])
      let updated = Int16(truncatingIfNeeded: clamp((mixed &+ 16_384) &>> 15, -32_767, 32_767))
      state[unit] = updated
      hidden[unit] = roundTo8(updated)
    }
  }
}

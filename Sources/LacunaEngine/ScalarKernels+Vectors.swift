// Making activation vectors: int8 with one exponent (`spec/arithmetic.md`, Activation vectors).

extension ScalarKernels {
  @_lifetime(vector: copy vector)
  public func normalize(
    _ values: Span<Int32>, count: Int, exponent: Int32, into vector: inout MutableSpan<Int8>
  ) -> Int32 {
    var greatest: UInt32 = 0
    for index in 0..<count { greatest = max(greatest, values[index].magnitude) }
    let bits = 32 &- Int32(greatest.leadingZeroBitCount)
    let shift = max(0, bits &- 7)
    for index in 0..<count {
      vector[index] = Int8(
        truncatingIfNeeded: clamp(roundingShift(values[index], shift), -127, 127))
    }
    clearTail(of: &vector, from: count)
    return exponent &+ shift
  }

  // By the bits of IEEE 754 binary32 alone, since there may be no floating-point unit.
  @_lifetime(vector: copy vector)
  public func quantize(_ features: Span<Float>, into vector: inout MutableSpan<Int8>) -> Int32? {
    var greatest: UInt32 = 0
    for index in 0..<features.count {
      greatest = max(greatest, features[index].bitPattern & 0x7FFF_FFFF)
    }
    guard greatest < 0x7F80_0000 else { return nil }
    // |f| < 2^p for the smallest p, which the exponent field gives but for subnormal values, far
    // below the least p in use.
    let p = max(Int32(greatest >> 23) &- 126, -119)
    for index in 0..<features.count {
      let bits = features[index].bitPattern
      let field = Int32((bits >> 23) & 0xFF)
      let mantissa = bits & 0x7F_FFFF | (field == 0 ? 0 : 0x80_0000)
      // The value is mantissa · 2^(max(field, 1) - 150); the shift to units of 2^(p - 7) is at least 17.
      let shift = UInt32((p &- 7) &+ 150 &- max(field, 1))
      var magnitude: UInt32 = 0
      if shift < 26 {
        let rest = mantissa & ((1 << shift) &- 1)
        let half: UInt32 = 1 << (shift &- 1)
        magnitude = mantissa >> shift
        if rest > half || (rest == half && magnitude & 1 == 1) { magnitude &+= 1 }
      }
      let limited = Int8(truncatingIfNeeded: min(magnitude, 127))
      vector[index] = bits >> 31 == 1 ? 0 &- limited : limited
    }
    clearTail(of: &vector, from: features.count)
    return p &- 7
  }
}

/// Writes zeros after the first `count` elements, as far as a kernel may read.
@_lifetime(vector: copy vector)
public func clearTail(of vector: inout MutableSpan<Int8>, from count: Int) {
  for index in count..<min(vectorCapacity(count), vector.count) { vector[index] = 0 }
}

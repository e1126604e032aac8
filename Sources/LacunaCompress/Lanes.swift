// Sixteen numbers at a time. What the standard library offers only as unsafe operations on vectors
// and memory is here, behind functions that cannot be misused.

typealias Lanes = SIMD16<Float>

extension SIMD16<Float> {
  /// The lanes' bit patterns.
  @inline(__always)
  var bitPatterns: SIMD16<UInt32> {
    // Both are sixteen words of four bytes, and every bit pattern is valid in each.
    unsafe unsafeBitCast(self, to: SIMD16<UInt32>.self)
  }

  @inline(__always)
  var magnitudes: Lanes {
    unsafe unsafeBitCast(bitPatterns & 0x7FFF_FFFF, to: Lanes.self)
  }

  /// The lanes clamped to `-limit … limit`, which a NaN is not.
  @inline(__always)
  func clamped(to limit: Float) -> Lanes {
    let high = Lanes(repeating: limit)
    let low = Lanes(repeating: -limit)
    let below = replacing(with: high, where: self .> high)
    return below.replacing(with: low, where: below .< low)
  }

  /// 1.5 · 2^23: added to a number of magnitude below 2^22 it leaves no bits after the point, so
  /// that the sum is rounded to nearest, ties to even, and its low bits are the integer.
  static var roundingOffset: Float { 12_582_912 }

  /// The lanes rounded to nearest, ties to even, for magnitudes below 2^22.
  @inline(__always)
  var roundedSmall: Lanes {
    (self + Lanes(repeating: Lanes.roundingOffset)) - Lanes(repeating: Lanes.roundingOffset)
  }

  /// The low bytes of the lanes rounded to nearest, ties to even, for magnitudes below 2^22.
  @inline(__always)
  var lowBytesOfRounded: SIMD16<UInt8> {
    SIMD16<UInt8>(
      truncatingIfNeeded: (self + Lanes(repeating: Lanes.roundingOffset)).bitPatterns)
  }
}

extension Span<Float> {
  /// Sixteen consecutive values.
  ///
  /// - Precondition: `index` and the fifteen after it are in bounds.
  @inline(__always)
  func lanes(at index: Int) -> Lanes {
    precondition(index >= 0 && index <= count - 16)
    return unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index * 4, as: Lanes.self)
  }
}

extension SIMD16<Float> {
  /// Sixteen numbers from four times four.
  @inline(__always)
  init(_ a: SIMD4<Float>, _ b: SIMD4<Float>, _ c: SIMD4<Float>, _ d: SIMD4<Float>) {
    self.init(
      lowHalf: SIMD8(lowHalf: a, highHalf: b), highHalf: SIMD8(lowHalf: c, highHalf: d))
  }
}

extension Span<Float> {
  /// Four columns of four rows that begin `stride` apart.
  ///
  /// - Precondition: `index` and all others are in bounds.
  @inline(__always)
  func transposedQuad(
    at index: Int, stride: Int
  ) -> (SIMD4<Float>, SIMD4<Float>, SIMD4<Float>, SIMD4<Float>) {
    precondition(index >= 0 && stride >= 4 && index + 3 * stride + 4 <= count)
    let (a, b) = (four(index), four(index + stride))
    let (c, d) = (four(index + 2 * stride), four(index + 3 * stride))
    return (
      SIMD4(a.x, b.x, c.x, d.x), SIMD4(a.y, b.y, c.y, d.y), SIMD4(a.z, b.z, c.z, d.z),
      SIMD4(a.w, b.w, c.w, d.w)
    )
  }

  @inline(__always)
  private func four(_ index: Int) -> SIMD4<Float> {
    unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index * 4, as: SIMD4<Float>.self)
  }
}

extension MutableSpan<Float> {
  /// Sixteen consecutive values.
  ///
  /// - Precondition: `index` and the fifteen after it are in bounds.
  @inline(__always)
  func lanes(at index: Int) -> Lanes {
    span.lanes(at: index)
  }

  /// Sets sixteen consecutive values.
  ///
  /// - Precondition: `index` and the fifteen after it are in bounds.
  @inline(__always)
  mutating func setLanes(_ lanes: Lanes, at index: Int) {
    precondition(index >= 0 && index <= count - 16)
    unsafe withUnsafeMutableBytes {
      unsafe $0.storeBytes(of: lanes, toByteOffset: index * 4, as: Lanes.self)
    }
  }
}

extension MutableSpan<UInt8> {
  /// Sets sixteen consecutive bytes.
  ///
  /// - Precondition: `index` and the fifteen after it are in bounds.
  @inline(__always)
  mutating func setBytes(_ bytes: SIMD16<UInt8>, at index: Int) {
    precondition(index >= 0 && index <= count - 16)
    unsafe withUnsafeMutableBytes {
      unsafe $0.storeBytes(of: bytes, toByteOffset: index, as: SIMD16<UInt8>.self)
    }
  }
}

/// `2^exponent`, for exponents -126 to 127.
@inline(__always)
func powerOfTwo(_ exponent: Int) -> Float {
  Float(sign: .plus, exponent: exponent, significand: 1)
}

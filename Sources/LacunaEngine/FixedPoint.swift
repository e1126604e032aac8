// The integer operations that a step is made of (`spec/arithmetic.md`). All of them wrap rather than
// trap; the spec's bounds keep them from doing either.

/// `v / 2^shift`, rounded to nearest, halves up.
@inlinable
public func roundingShift(_ value: Int32, _ shift: Int32) -> Int32 {
  shift == 0 ? value : ((value &>> (shift &- 1)) &+ 1) &>> 1
}

/// `v` between `low` and `high`.
@inlinable
public func clamp(_ value: Int32, _ low: Int32, _ high: Int32) -> Int32 {
  min(max(value, low), high)
}

/// `v` saturated to int16.
@inlinable
public func saturate16(_ value: Int32) -> Int16 {
  Int16(truncatingIfNeeded: clamp(value, -32_768, 32_767))
}

/// The product of two Q0.15 numbers (or of one with any other format, which it keeps), rounded.
@inlinable
public func multiply15(_ left: Int16, _ right: Int16) -> Int16 {
  Int16(truncatingIfNeeded: (Int32(left) &* Int32(right) &+ 16_384) &>> 15)
}

/// Q0.15 to Q0.7, rounded, never -128.
@inlinable
public func roundTo8(_ value: Int16) -> Int8 {
  Int8(truncatingIfNeeded: clamp((Int32(value) &+ 128) &>> 8, -127, 127))
}

/// The greatest magnitude of a product or a bias once it is in fixed point.
@usableFromInline let fixedPointLimit: Int32 = 1 << 29

/// An exact product taken to fixed point: `sum / 2^shift`, rounded and limited.
@inlinable
public func fixedPoint(_ sum: Int32, shift: Int32) -> Int32 {
  if shift >= 0 {
    return clamp(roundingShift(sum, min(shift, 31)), -fixedPointLimit, fixedPointLimit)
  }
  let left = min(0 &- shift, 29)
  let limit = fixedPointLimit &>> left
  return clamp(sum, -limit, limit) &<< left
}

/// A bias taken to fixed point: `bias · 2^shift`, limited.
@inlinable
public func fixedPointBias(_ bias: Int16, shift: Int32) -> Int32 {
  Int32(
    truncatingIfNeeded: min(
      max(Int64(bias) &<< Int64(shift), -Int64(fixedPointLimit)), Int64(fixedPointLimit)))
}

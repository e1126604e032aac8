// Every load of a number from bytes goes through this file, so that byte order, alignment and bounds
// are settled in one place.

extension RawSpan {
  /// The byte at `offset`. Traps out of bounds; callers check first.
  @inlinable
  public func byte(at offset: Int) -> UInt8 {
    unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
  }

  /// The signed byte at `offset`.
  @inlinable
  public func int8(at offset: Int) -> Int8 {
    unsafe unsafeLoad(fromByteOffset: offset, as: Int8.self)
  }

  /// The little-endian integer at `offset`, which need not be aligned.
  @inlinable
  public func uint16(at offset: Int) -> UInt16 {
    UInt16(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }

  /// The little-endian integer at `offset`, which need not be aligned.
  @inlinable
  public func int16(at offset: Int) -> Int16 {
    Int16(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: Int16.self))
  }

  /// The little-endian integer at `offset`, which need not be aligned.
  @inlinable
  public func uint32(at offset: Int) -> UInt32 {
    UInt32(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// The little-endian integer at `offset`, which need not be aligned.
  @inlinable
  public func uint64(at offset: Int) -> UInt64 {
    UInt64(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// The bytes from `offset`, `count` of them. Traps out of bounds; callers check first.
  @inlinable
  @_lifetime(copy self)
  public func bytes(at offset: Int, count: Int) -> RawSpan {
    extracting(offset..<(offset + count))
  }

  /// The offset of the first byte in `range` that is not zero, if there is one. O(length).
  public func firstNonZero(in range: Range<Int>) -> Int? {
    for offset in range where byte(at: offset) != 0 { return offset }
    return nil
  }
}

/// `value` rounded up to a multiple of `multiple`, a power of two.
@inlinable
public func roundedUp(_ value: UInt64, toMultipleOf multiple: UInt64) -> UInt64 {
  (value &+ multiple &- 1) & ~(multiple &- 1)
}

/// The quotient rounded up.
@inlinable
public func ceilingDivide(_ value: UInt64, _ divisor: UInt64) -> UInt64 {
  value / divisor + (value % divisor == 0 ? 0 : 1)
}

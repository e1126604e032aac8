extension [UInt8] {
  /// Appends the low `size` bytes of `value`, least significant first.
  package mutating func append(_ value: Int, size: Int) {
    for shift in 0..<size {
      append(UInt8(truncatingIfNeeded: value >> (8 * shift)))
    }
  }

  package mutating func appendZeros(_ count: Int) {
    append(contentsOf: repeatElement(0, count: count))
  }

  /// Overwrites `size` bytes at `offset` with `value`, least significant first.
  package mutating func write(_ value: UInt64, at offset: Int, size: Int) {
    for index in 0..<size {
      self[offset + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index))
    }
  }

  /// The unsigned number of `size` bytes at `offset`.
  package func unsigned(at offset: Int, size: Int) -> Int {
    var value = 0
    for index in (0..<size).reversed() {
      value = value << 8 | Int(self[offset + index])
    }
    return value
  }

  /// The two's complement number of `size` bytes at `offset`.
  package func signed(at offset: Int, size: Int) -> Int {
    let value = unsigned(at: offset, size: size)
    return value >= 1 << (8 * size - 1) ? value - (1 << (8 * size)) : value
  }
}

/// The least multiple of `unit` that is at least `count`.
package func roundedUp(_ count: Int, to unit: Int) -> Int {
  (count + unit - 1) / unit * unit
}

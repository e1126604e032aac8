// Numbers in arrays of bytes, for what mends and makes files.
extension [UInt8] {
  func uint16(at offset: Int) -> Int { Int(self[offset]) | Int(self[offset + 1]) << 8 }

  func uint32(at offset: Int) -> Int { uint16(at: offset) | uint16(at: offset + 2) << 16 }

  /// The number, or nil where it is past what a file can be.
  func offset64(at offset: Int) -> Int? {
    let high = uint32(at: offset + 4)
    return high < 1 << 16 ? uint32(at: offset) | high << 32 : nil
  }

  mutating func put(_ value: Int, at offset: Int, count: Int) {
    for index in 0..<count {
      self[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
    }
  }

  mutating func putZeros(_ range: Range<Int>) {
    for index in range { self[index] = 0 }
  }

  /// The first `count` bytes, repeated where there are fewer.
  func cycled(to count: Int) -> [UInt8] {
    guard count > self.count else { return Array(prefix(count)) }
    guard !isEmpty else { return (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) } }
    return (0..<count).map { self[$0 % self.count] }
  }
}

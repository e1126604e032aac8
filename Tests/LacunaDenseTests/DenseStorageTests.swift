import LacunaDense
import Testing

@Suite struct DenseStorageTests {
  private final class Owner: Sendable {}

  /// A matrix of one row over bytes at an odd address, which no element width divides.
  private func values(_ bytes: [UInt8], _ format: DenseElementFormat) -> [Float] {
    let unaligned = [0xAA] + bytes
    let count = bytes.count / format.byteCount
    return unsafe unaligned.withUnsafeBytes { buffer in
      let storage = unsafe DenseStorage(
        name: "s", format: format, count: count,
        bytes: UnsafeRawBufferPointer(rebasing: buffer[1...]), owner: Owner())
      return DenseMatrix(
        storage: storage, rows: 1, columns: count, rowStride: count, columnStride: 1
      ).values()
    }
  }

  private func bytes<Integer: FixedWidthInteger>(_ value: Integer, bigEndian: Bool) -> [UInt8] {
    let shifts = Array(stride(from: 0, to: Integer.bitWidth, by: 8))
    return (bigEndian ? shifts.reversed() : shifts).map {
      UInt8(truncatingIfNeeded: value >> Integer($0))
    }
  }

  @Test(arguments: [false, true])
  func `float32 is read in both byte orders`(bigEndian: Bool) {
    let numbers: [Float] = [1.5, -0.0, 3e38, .leastNonzeroMagnitude, .infinity]
    let encoded = numbers.flatMap { bytes($0.bitPattern, bigEndian: bigEndian) }
    let read = values(encoded, DenseElementFormat(.float32, isBigEndian: bigEndian))
    #expect(read.map(\.bitPattern) == numbers.map(\.bitPattern))
  }

  @Test(arguments: [false, true])
  func `every bfloat16 is the upper half of a float32`(bigEndian: Bool) {
    let encoded = (0...UInt16.max).flatMap { bytes($0, bigEndian: bigEndian) }
    let read = values(encoded, DenseElementFormat(.bfloat16, isBigEndian: bigEndian))
    #expect(read.map(\.bitPattern) == (0...UInt32(UInt16.max)).map { $0 << 16 })
  }

  @Test(arguments: [false, true])
  func `float64 is rounded to the nearest float32`(bigEndian: Bool) {
    let numbers: [Double] = [0.1, -1.0 / 3, 1e300, 1e-300]
    let encoded = numbers.flatMap { bytes($0.bitPattern, bigEndian: bigEndian) }
    let read = values(encoded, DenseElementFormat(.float64, isBigEndian: bigEndian))
    #expect(read == [0.1, -1.0 / 3, .infinity, 0])
  }

  @Test(arguments: [false, true])
  func `every float16 is read exactly`(bigEndian: Bool) {
    let encoded = (0...UInt16.max).flatMap { bytes($0, bigEndian: bigEndian) }
    let read = values(encoded, DenseElementFormat(.float16, isBigEndian: bigEndian))
    let wrong = (0...UInt16.max).filter { half in
      let value = read[Int(half)]
      let expected = Self.value(of: half)
      return expected.isNaN ? !value.isNaN : value.bitPattern != expected.bitPattern
    }
    #expect(wrong.isEmpty)
  }

  /// The definition: sign · 2^(exponent - 15) · 1.mantissa, subnormals and infinities apart.
  private static func value(of half: UInt16) -> Float {
    let exponent = Int(half >> 10 & 31)
    let fraction = Float(half & 1023) / 1024
    let magnitude: Float =
      switch exponent {
      case 0: Float(sign: .plus, exponent: -14, significand: fraction)
      case 31: fraction == 0 ? .infinity : .nan
      default: Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction)
      }
    return half & 0x8000 == 0 ? magnitude : -magnitude
  }
}

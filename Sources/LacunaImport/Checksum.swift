import CZlib

/// The CRC-32 of ZIP and gzip (ISO 3309), of bytes of any number, which may follow others.
@unsafe
func crc32(of bytes: UnsafeRawBufferPointer, continuing previous: UInt32 = 0) -> UInt32 {
  unsafe UInt32(
    truncatingIfNeeded: crc32_z(
      UInt(previous), bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count))
}

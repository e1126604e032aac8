import CZlib

/// The CRC-32 of ZIP and gzip (ISO 3309), of bytes of any number.
@unsafe
func crc32(of bytes: UnsafeRawBufferPointer) -> UInt32 {
  unsafe UInt32(
    truncatingIfNeeded: crc32_z(
      0, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count))
}

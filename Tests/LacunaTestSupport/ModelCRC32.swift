/// The CRC-32 of each byte alone: eight steps of the division by `EDB88320`, reflected.
private let byteRemainders: [UInt32] = (0..<256).map { byte in
  var crc = UInt32(byte)
  for _ in 0..<8 {
    crc = crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1
  }
  return crc
}

/// CRC-32 of `bytes` (spec/container.md).
package func modelCRC32(_ bytes: some Sequence<UInt8>) -> UInt32 {
  var crc: UInt32 = 0xFFFF_FFFF
  for byte in bytes {
    crc = byteRemainders[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ (crc >> 8)
  }
  return crc ^ 0xFFFF_FFFF
}

/// CRC-32 as zlib, PNG and IEEE 802.3 compute it (`spec/container.md`).
///
/// This one needs sixteen words of table and no memory that outlives a call, for machines that have
/// little of either; a host passes a faster function to ``ModelView/init(validating:checksum:)``.
public struct CRC32: Sendable {
  private var register: UInt32 = 0xFFFF_FFFF

  public init() {}

  /// The checksum of all bytes so far.
  public var value: UInt32 { ~register }

  /// Continues over `bytes`. O(count).
  public mutating func update(_ bytes: RawSpan) {
    let table: InlineArray<16, UInt32> = [
      0x0000_0000, 0x1DB7_1064, 0x3B6E_20C8, 0x26D9_30AC,
      0x76DC_4190, 0x6B6B_51F4, 0x4DB2_6158, 0x5005_713C,
      0xEDB8_8320, 0xF00F_9344, 0xD6D6_A3E8, 0xCB61_B38C,
      0x9B64_C2B0, 0x86D3_D2D4, 0xA00A_E278, 0xBDBD_F21C,
    ]
    var crc = register
    for offset in 0..<bytes.byteCount {
      crc ^= UInt32(bytes.byte(at: offset))
      crc = (crc >> 4) ^ table[Int(crc & 15)]
      crc = (crc >> 4) ^ table[Int(crc & 15)]
    }
    register = crc
  }

  /// The checksum of `bytes`, continuing from that of the bytes before them.
  public static func checksum(_ bytes: RawSpan, continuing previous: UInt32 = 0) -> UInt32 {
    var crc = CRC32()
    crc.register = ~previous
    crc.update(bytes)
    return crc.value
  }
}

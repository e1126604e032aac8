/// Checks that bytes are UTF-8: shortest forms only, no surrogates, nothing past U+10FFFF.
struct UTF8Scanner: ~Escapable {
  private let bytes: RawSpan

  @_lifetime(copy bytes)
  init(_ bytes: RawSpan) {
    self.bytes = bytes
  }

  /// The offset of the first byte in `range` that does not belong to a well-formed scalar, or that
  /// begins a control character where these are not allowed. O(length).
  func firstFault(in range: Range<Int>, allowingControlCharacters: Bool) -> Int? {
    var offset = range.lowerBound
    while offset < range.upperBound {
      let lead = bytes.byte(at: offset)
      let (length, least): (Int, UInt32)
      switch lead {
      case 0x00...0x7F: (length, least) = (1, 0)
      case 0xC2...0xDF: (length, least) = (2, 0x80)
      case 0xE0...0xEF: (length, least) = (3, 0x800)
      case 0xF0...0xF4: (length, least) = (4, 0x1_0000)
      default: return offset
      }
      guard length <= range.upperBound - offset else { return offset }
      var scalar = UInt32(lead) & (length == 1 ? 0x7F : 0xFF >> UInt32(length + 1))
      for index in 1..<max(length, 1) {
        let byte = bytes.byte(at: offset + index)
        guard byte & 0xC0 == 0x80 else { return offset }
        scalar = scalar << 6 | UInt32(byte & 0x3F)
      }
      guard scalar >= least, scalar <= 0x10_FFFF, !(0xD800...0xDFFF).contains(scalar) else {
        return offset
      }
      if !allowingControlCharacters, scalar < 0x20 || (0x7F...0x9F).contains(scalar) {
        return offset
      }
      offset += length
    }
    return nil
  }
}

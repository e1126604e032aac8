internal import LacunaEngine
internal import LacunaFormat

// Addresses for the C kernels. A span's memory outlives the span's value (it is the map's, or the
// session's), so an address taken here is good for the call that it is passed to. Nowhere else.

/// What an empty span has for an address: never read, since its count is 0.
private nonisolated(unsafe) let nowhere = UnsafeMutableRawPointer.allocate(
  byteCount: 64, alignment: 64)

extension Span where Element: BitwiseCopyable {
  @unsafe
  var address: UnsafePointer<Element> {
    unsafe withUnsafeBufferPointer { buffer in
      unsafe buffer.baseAddress
        ?? UnsafePointer(nowhere.assumingMemoryBound(to: Element.self))
    }
  }
}

extension MutableSpan where Element: BitwiseCopyable {
  @unsafe
  var address: UnsafeMutablePointer<Element> {
    mutating get {
      unsafe withUnsafeMutableBufferPointer { buffer in
        unsafe buffer.baseAddress ?? nowhere.assumingMemoryBound(to: Element.self)
      }
    }
  }
}

extension RawSpan {
  @unsafe
  private func address<Element>(of type: Element.Type) -> UnsafePointer<Element> {
    unsafe withUnsafeBytes { buffer in
      unsafe (buffer.baseAddress ?? UnsafeRawPointer(nowhere)).assumingMemoryBound(to: type)
    }
  }

  @unsafe
  var uint8Address: UnsafePointer<UInt8> { unsafe address(of: UInt8.self) }
  @unsafe
  var int8Address: UnsafePointer<Int8> { unsafe address(of: Int8.self) }
  @unsafe
  var int16Address: UnsafePointer<Int16> { unsafe address(of: Int16.self) }
}

extension Bias {
  /// The values, or nil when there are none.
  @unsafe
  var address: UnsafePointer<Int16>? { unsafe values.isEmpty ? nil : values.int16Address }
}

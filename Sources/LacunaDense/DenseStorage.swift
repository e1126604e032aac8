/// The elements of one source array, read in place: a file's map, an inflated copy, or an array.
///
/// Layers that use the same array share one storage, which is how a tied matrix is recognised.
@safe
public final class DenseStorage: Sendable {
  /// The array's name in the source.
  public let name: String
  public let format: DenseElementFormat
  /// Elements, not bytes.
  public let count: Int

  // Never written after `init`, and kept alive by `owner`.
  private nonisolated(unsafe) let base: UnsafeRawPointer?
  private let owner: any AnyObject & Sendable

  /// Elements that lie in memory which `owner` keeps alive and unchanged.
  ///
  /// - Parameters:
  ///   - name: the array's name in the source.
  ///   - format: how an element is stored.
  ///   - count: elements.
  ///   - bytes: at least `count · format.byteCount` bytes, of any alignment.
  ///   - owner: what keeps the bytes alive.
  @unsafe
  public init(
    name: String, format: DenseElementFormat, count: Int, bytes: UnsafeRawBufferPointer,
    owner: any AnyObject & Sendable
  ) {
    precondition(count >= 0 && count <= bytes.count / format.byteCount)
    self.name = name
    self.format = format
    self.count = count
    unsafe self.base = bytes.baseAddress
    self.owner = owner
  }

  /// Float32 elements, copied.
  public init(name: String, values: [Float]) {
    let copy = OwnedFloats(values)
    self.name = name
    self.format = .float32
    self.count = values.count
    unsafe self.base = UnsafeRawPointer(copy.elements)
    self.owner = copy
  }

  /// Copies `count` elements, converted to float32, between two strided runs.
  ///
  /// The caller has checked both runs: the source's against `self.count`, the destination's
  /// against the memory it owns.
  @unsafe
  func copy(
    from first: Int, stride: Int, count: Int,
    to destination: UnsafeMutablePointer<Float>, destinationStride: Int
  ) {
    guard count > 0, let base = unsafe base else { return }
    let width = format.byteCount
    let source = unsafe base + first &* width
    if format == .float32 && stride == 1 && destinationStride == 1 {
      unsafe UnsafeMutableRawPointer(destination).copyMemory(
        from: source, byteCount: count &* width)
      return
    }
    let step = stride &* width
    switch (format.width, format.isBigEndian) {
    case (.float32, false):
      for index in 0..<count {
        let bits = unsafe (source + index &* step).loadUnaligned(as: UInt32.self)
        unsafe destination[index &* destinationStride] = Float(
          bitPattern: UInt32(littleEndian: bits))
      }
    case (.float32, true):
      for index in 0..<count {
        let bits = unsafe (source + index &* step).loadUnaligned(as: UInt32.self)
        unsafe destination[index &* destinationStride] = Float(
          bitPattern: UInt32(bigEndian: bits))
      }
    case (.float16, let isBigEndian):
      for index in 0..<count {
        let bits = unsafe (source + index &* step).loadUnaligned(as: UInt16.self)
        unsafe destination[index &* destinationStride] = floatFromHalf(
          isBigEndian ? UInt16(bigEndian: bits) : UInt16(littleEndian: bits))
      }
    case (.bfloat16, let isBigEndian):
      for index in 0..<count {
        let bits = unsafe (source + index &* step).loadUnaligned(as: UInt16.self)
        let upper = isBigEndian ? UInt16(bigEndian: bits) : UInt16(littleEndian: bits)
        unsafe destination[index &* destinationStride] = Float(bitPattern: UInt32(upper) &<< 16)
      }
    case (.float64, let isBigEndian):
      for index in 0..<count {
        let bits = unsafe (source + index &* step).loadUnaligned(as: UInt64.self)
        let value = Double(
          bitPattern: isBigEndian ? UInt64(bigEndian: bits) : UInt64(littleEndian: bits))
        unsafe destination[index &* destinationStride] = Float(value)
      }
    }
  }
}

/// Floats in memory that does not move.
@safe
private final class OwnedFloats: Sendable {
  nonisolated(unsafe) let elements: UnsafeMutablePointer<Float>

  init(_ values: [Float]) {
    unsafe elements = .allocate(capacity: values.count)
    unsafe values.withUnsafeBufferPointer { source in
      if let first = source.baseAddress {
        unsafe elements.initialize(from: first, count: source.count)
      }
    }
  }

  deinit {
    unsafe elements.deallocate()
  }
}

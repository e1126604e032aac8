/// A run of elements in a session's memory.
struct Region<Element: BitwiseCopyable>: Sendable {
  /// Bytes from the start of the memory.
  let offset: Int
  let count: Int

  /// The part from element `first`.
  func elements(from first: Int, count: Int) -> Region<Element> {
    Region(offset: offset + first * MemoryLayout<Element>.stride, count: count)
  }
}

/// Hands out regions of memory, each on a 64-byte boundary, and so finds out how much is needed.
struct RegionAllocator {
  private(set) var byteCount = 0

  mutating func allocate<Element: BitwiseCopyable>(
    _ count: Int, of type: Element.Type = Element.self
  ) -> Region<Element> {
    let region = Region<Element>(offset: byteCount, count: count)
    let (end, overflow) = byteCount.addingReportingOverflow(
      (count * MemoryLayout<Element>.stride + 63) & ~63)
    byteCount = overflow ? Self.limit : min(end, Self.limit)
    return region
  }

  /// Where an integer has 32 bits, layers that share matrices can ask for more than any memory has;
  /// then no session is made.
  private static var limit: Int { Int.max - Workspace.alignment }
}

/// The memory that a caller hands to a session, seen as regions.
///
/// All pointer arithmetic of the engine is in this file. Regions come from one
/// ``RegionAllocator``, so they lie inside the memory and do not overlap.
@safe
struct Workspace: ~Copyable, ~Escapable {
  private let base: UnsafeMutableRawPointer

  /// The boundary that regions start on.
  static let alignment = 64

  /// Takes the first 64-byte boundary in `memory` as its start, which must leave `byteCount` bytes.
  @_lifetime(copy memory)
  init(_ memory: consuming MutableRawSpan) {
    let start = unsafe memory.withUnsafeMutableBytes { $0.baseAddress }
    // An empty span is never handed over: a session takes at least one vector.
    let address = unsafe start ?? UnsafeMutableRawPointer(bitPattern: Self.alignment)!
    unsafe base = address.alignedUp(toMultipleOf: Self.alignment)
  }

  @_lifetime(borrow self)
  func span<Element>(_ region: Region<Element>) -> Span<Element> {
    let start = unsafe UnsafePointer<Element>(
      (base + region.offset).assumingMemoryBound(to: Element.self))
    let span = unsafe Span(_unsafeStart: start, count: region.count)
    return unsafe _overrideLifetime(span, borrowing: self)
  }

  @_lifetime(borrow self)
  func mutableSpan<Element>(_ region: Region<Element>) -> MutableSpan<Element> {
    let start = unsafe (base + region.offset).assumingMemoryBound(to: Element.self)
    let span = unsafe MutableSpan(_unsafeStart: start, count: region.count)
    return unsafe _overrideLifetime(span, borrowing: self)
  }
}

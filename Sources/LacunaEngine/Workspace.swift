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

/// The same run of elements for each stream of a session.
struct StreamRegion<Element: BitwiseCopyable>: Sendable {
  /// All of it.
  let all: Region<Element>
  /// Elements that one stream has.
  let count: Int
  /// Elements from one stream's first to the next one's: a multiple of 64 bytes.
  let stride: Int

  /// What stream `index` has.
  subscript(index: Int) -> Region<Element> { all.elements(from: index * stride, count: count) }
}

/// Hands out regions of memory, each on a 64-byte boundary, and so finds out how much is needed.
struct RegionAllocator {
  private(set) var byteCount = 0

  mutating func allocate<Element: BitwiseCopyable>(
    _ count: Int, of type: Element.Type = Element.self
  ) -> Region<Element> {
    let region = Region<Element>(offset: byteCount, count: count)
    let (bytes, tooMany) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    let (end, tooFar) = byteCount.addingReportingOverflow(bytes)
    // 63 more fit below the limit, which leaves room for the alignment.
    byteCount = tooMany || tooFar || end > Self.limit ? Self.limit : (end + 63) & ~63
    return region
  }

  mutating func allocate<Element: BitwiseCopyable>(
    _ count: Int, for streams: Int, of type: Element.Type = Element.self
  ) -> StreamRegion<Element> {
    let perLine = 64 / MemoryLayout<Element>.stride
    let stride = (count + perLine - 1) / perLine * perLine
    let (all, tooMany) = stride.multipliedReportingOverflow(by: streams)
    return StreamRegion(all: allocate(tooMany ? .max : all), count: count, stride: stride)
  }

  /// More than any memory has; then no session is made. Layers that share matrices can ask for it
  /// where an integer has 32 bits, and many streams anywhere.
  private static var limit: Int { Int.max - 2 * Workspace.alignment }
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

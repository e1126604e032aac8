import CZlib

/// Inflates a raw DEFLATE stream (RFC 1951) piece by piece.
@safe
struct Inflater: ~Copyable {
  // zlib keeps a pointer to its stream, which must therefore not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private var input: UnsafeRawBufferPointer
  private(set) var isFinished = false

  /// Compressed bytes that have not been taken yet.
  var remainingInput: Int { unsafe input.count + Int(stream.pointee.avail_in) }

  /// `input` must outlive the inflater. Nil where zlib has no memory.
  @unsafe
  init?(_ input: UnsafeRawBufferPointer) {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    unsafe self.input = input
    let version = unsafe zlibVersion()
    // A negative window size means no zlib header.
    guard
      unsafe inflateInit2_(stream, -MAX_WBITS, version, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else {
      return nil
    }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Inflates until `output` is full or the stream ends.
  ///
  /// - Returns: the bytes written, or nil where the stream is invalid.
  mutating func read(into output: UnsafeMutableRawBufferPointer) -> Int? {
    var written = 0
    // One turn more when the output is full, so that an end of the stream is seen.
    while !isFinished {
      if unsafe stream.pointee.avail_in == 0 {
        let chunk = unsafe UnsafeRawBufferPointer(rebasing: input.prefix(Self.largestChunk))
        unsafe stream.pointee.next_in = UnsafeMutablePointer(
          mutating: chunk.baseAddress?.assumingMemoryBound(to: UInt8.self))
        unsafe stream.pointee.avail_in = UInt32(chunk.count)
        unsafe input = UnsafeRawBufferPointer(rebasing: input.dropFirst(chunk.count))
      }
      let space = unsafe UnsafeMutableRawBufferPointer(
        rebasing: output[written...].prefix(Self.largestChunk))
      unsafe stream.pointee.next_out = space.baseAddress?.assumingMemoryBound(to: UInt8.self)
      unsafe stream.pointee.avail_out = UInt32(space.count)
      let status = unsafe inflate(stream, Z_NO_FLUSH)
      let count = unsafe space.count - Int(stream.pointee.avail_out)
      written += count
      switch status {
      case Z_STREAM_END:
        isFinished = true
      case Z_OK where count > 0 || (unsafe stream.pointee.avail_in == 0 && !input.isEmpty):
        continue
      case Z_OK, Z_BUF_ERROR:
        // No progress is possible: the output is full or the input is at its end.
        return written
      default:
        return nil
      }
    }
    return written
  }

  /// zlib counts in 32 bits.
  private static let largestChunk = 1 << 30
}

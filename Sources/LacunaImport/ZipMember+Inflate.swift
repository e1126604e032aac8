#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Inflated bytes, freed with this object.
@safe
final class InflatedBytes: Sendable {
  // Written by whoever makes the object, before anyone else has it.
  nonisolated(unsafe) let bytes: UnsafeMutableRawBufferPointer

  /// Nil where there is no memory. At least one byte is allocated.
  init?(count: Int) {
    guard let start = unsafe malloc(max(count, 1)) else { return nil }
    unsafe bytes = UnsafeMutableRawBufferPointer(start: start, count: count)
  }

  deinit {
    unsafe free(bytes.baseAddress)
  }
}

/// A deflated member, inflated from the front as far as it is asked for.
struct MemberInflater: ~Copyable {
  private let member: ZipMember
  private let file: SourceFile
  private var inflater: Inflater

  init(_ member: ZipMember, in file: SourceFile) throws(ImportError) {
    guard let inflater = unsafe Inflater(file.bytes(member.data)) else {
      throw .inputOutput(path: file.path, reason: "out of memory while inflating \(member.name)")
    }
    self.member = member
    self.file = file
    self.inflater = inflater
  }

  /// The next bytes; nil where the member ends before.
  mutating func read(_ count: Int) throws(ImportError) -> [UInt8]? {
    guard count > 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: count)
    let written = unsafe bytes.withUnsafeMutableBytes { unsafe inflater.read(into: $0) }
    guard let written else { throw fail("valid DEFLATE data", "data that are not") }
    return written == count ? bytes : nil
  }

  /// Fills `output` with the whole member, which must then be at its end.
  mutating func readAll(into output: InflatedBytes) throws(ImportError) {
    guard let written = unsafe inflater.read(into: output.bytes) else {
      throw fail("valid DEFLATE data", "data that are not")
    }
    guard written == member.byteCount && inflater.isFinished else {
      throw fail(
        "\(member.byteCount) bytes inflated",
        written == member.byteCount ? "more" : "\(written)")
    }
    guard inflater.remainingInput == 0 else {
      throw fail(
        "data that end with their DEFLATE stream", "\(inflater.remainingInput) bytes after it")
    }
  }

  private func fail(_ expected: String, _ found: String) -> ImportError {
    .malformed(
      ImportProblem(
        path: file.path, place: member.place, byteOffset: member.data.lowerBound,
        expected: expected, found: found))
  }
}

extension ZipMember {
  /// The member's bytes, their number and CRC-32 checked.
  func inflate(_ file: SourceFile) throws(ImportError) -> InflatedBytes {
    guard let output = InflatedBytes(count: byteCount) else {
      throw .inputOutput(path: file.path, reason: "out of memory for \(byteCount) bytes of \(name)")
    }
    var stream = try MemberInflater(self, in: file)
    try stream.readAll(into: output)
    try unsafe check(UnsafeRawBufferPointer(output.bytes), in: file)
    return output
  }

  /// Checks the CRC-32 of the member's bytes.
  @unsafe
  func check(_ bytes: UnsafeRawBufferPointer, in file: SourceFile) throws(ImportError) {
    guard let crc32 else { return }
    let found = unsafe LacunaImport.crc32(of: bytes)
    guard found == crc32 else {
      throw .malformed(
        ImportProblem(
          path: file.path, place: place, byteOffset: data.lowerBound,
          expected: "bytes of CRC-32 \(hexadecimal(crc32))", found: hexadecimal(found)))
    }
  }
}

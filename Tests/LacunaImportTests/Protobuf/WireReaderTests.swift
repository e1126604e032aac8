import Testing

@testable import LacunaImport

/// Protobuf fields are found where they lie, and nothing is read past their message.
@Suite struct WireReaderTests {
  /// The fields of a message, in words.
  private func fields(_ bytes: [UInt8]) throws(WireError) -> [String] {
    var reader = unsafe WireReader(bytes.span.bytes, in: 0..<bytes.count)
    var fields: [String] = []
    while let field = try reader.next() {
      switch field.value {
      case .number(let bits, let encoding): fields.append("\(field.number) \(encoding) \(bits)")
      case .bytes(let range): fields.append("\(field.number) \(Array(bytes[range]))")
      case .group: fields.append("\(field.number) group")
      }
    }
    return fields
  }

  private func error(_ bytes: [UInt8]) -> WireError? {
    do throws(WireError) {
      _ = try fields(bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test func `every wire type is read`() throws {
    let bytes =
      wireField(1, varint: 300) + wireField(2, [7, 8]) + wireField(3, float: 1)
      + [0x21, 1, 0, 0, 0, 0, 0, 0, 0x80]
    #expect(
      try fields(bytes) == [
        "1 varint 300", "2 [7, 8]", "3 fixed32 1065353216", "4 fixed64 9223372036854775809",
      ])
    #expect(try fields([]).isEmpty)
  }

  @Test func `groups are skipped with all that they hold`() throws {
    let inner: [UInt8] = [0x13] + wireField(7, [1, 2]) + [0x14]
    #expect(
      try fields([0x0B] + inner + [0x0C] + wireField(5, varint: 1)) == ["1 group", "5 varint 1"])
    #expect(error([0x0B]) == .truncated)
    #expect(error([0x0B, 0x14]) == .invalid)
    #expect(error([0x0C]) == .invalid)
    #expect(error([UInt8](repeating: 0x0B, count: 100_000)) == .depth)
  }

  @Test func `a message cut short anywhere in a field is refused`() {
    for field in [
      wireField(1, varint: .max), wireField(200, [1, 2, 3]), wireField(1, float: 2),
      [0x09] + [UInt8](repeating: 1, count: 8),
    ] {
      #expect(error(field) == nil)
      for count in 1..<field.count {
        #expect(error(Array(field[..<count])) == .truncated)
      }
    }
  }

  @Test func `numbers of more than 10 bytes are refused, and bits beyond 64 dropped`() throws {
    let longest = [UInt8](repeating: 0xFF, count: 9)
    #expect(try fields([0x08] + longest + [0x7F]) == ["1 varint \(UInt64.max)"])
    #expect(error([0x08] + longest + [0xFF, 0]) == .overlong)
    // Longer than it need be.
    #expect(try fields([0x08, 0x85, 0x80, 0x00]) == ["1 varint 5"])
  }

  @Test func `lengths past the end, field 0 and other wire types are refused`() {
    for length in [4, 1 << 31, UInt64(1) << 63, .max] {
      #expect(error([0x0A] + varint(length) + [1, 2, 3]) == .truncated)
    }
    #expect(error([0x00, 0x01]) == .invalid)
    #expect(error(varint(1 << 32) + [0]) == .invalid)
    #expect(error([0x0E]) == .invalid)
    #expect(error([0x0F]) == .invalid)
  }
}

/// The typed keys and values of a file, in place (`spec/graph.md`, Metadata).
public struct MetadataView: ~Escapable, Copyable {
  let bytes: RawSpan

  @_lifetime(copy bytes)
  init(_ bytes: RawSpan) {
    self.bytes = bytes
  }

  static let headerByteCount = 8
  static let recordHeaderByteCount = 8

  /// Where one record's parts are in the section.
  public struct Record: Sendable {
    public let type: MetadataType
    public let key: Range<Int>
    public let value: Range<Int>
  }

  /// Records.
  public var count: Int { Int(bytes.uint32(at: 4)) }

  /// Bytes that records use, and those that are there to be used.
  public var usage: (used: Int, capacity: Int) {
    (Int(bytes.uint32(at: 0)), bytes.byteCount - Self.headerByteCount)
  }

  /// The record that starts at `offset` in the section, and where the next one starts.
  /// The first starts at ``firstOffset``. O(1).
  public func record(at offset: Int) -> (record: Record, next: Int) {
    let key = offset + Self.recordHeaderByteCount
    let value = key + Int(bytes.uint16(at: offset))
    let end = value + Int(bytes.uint32(at: offset + 4))
    let type = MetadataType(rawValue: bytes.byte(at: offset + 2)) ?? .text
    return (Record(type: type, key: key..<value, value: value..<end), end)
  }

  /// Where the first record starts.
  public var firstOffset: Int { Self.headerByteCount }

  /// The bytes of a key or a value.
  @_lifetime(copy self)
  public func bytes(_ range: Range<Int>) -> RawSpan {
    bytes.bytes(at: range.lowerBound, count: range.count)
  }
}

extension ModelView {
  /// The metadata, where ``ModelLayout/hasMetadata`` says that there are any.
  public var metadata: MetadataView {
    @_lifetime(copy self)
    get { MetadataView(sectionBytes(at: layout.metadataSection)) }
  }
}

/// A validated view of a file's bytes: what they say, without copying or unpacking anything.
///
/// Everything that access relies on is checked once, by ``init(validating:checksum:)``; after that
/// no access can fail.
public struct ModelView: ~Escapable, Copyable {
  /// The whole file.
  public let bytes: RawSpan
  /// Where things are in it.
  public let layout: ModelLayout

  /// The eight bytes that a file begins with, as a little-endian integer.
  static let signature: UInt64 = 0x1A0A_0D41_4E43_4CAC

  /// Whether bytes begin as a file of this format does, as far as text transfers leave it alone: the
  /// high-bit byte and the four letters.
  public static func isRecognized(_ bytes: RawSpan) -> Bool {
    guard bytes.byteCount >= 5 else { return false }
    for offset in 0..<5
    where bytes.byte(at: offset) != UInt8(truncatingIfNeeded: signature >> UInt64(8 * offset)) {
      return false
    }
    return true
  }

  /// Makes a view of bytes that were validated before, and have not changed since.
  ///
  /// With any other bytes or layout, accessors may trap. O(1).
  @_lifetime(copy bytes)
  public init(trusting bytes: RawSpan, layout: ModelLayout) {
    self.bytes = bytes
    self.layout = layout
  }

  /// The entry of the section table at `index`.
  public func section(at index: Int) -> SectionRecord {
    let entry = ModelLayout.headerByteCount + SectionRecord.byteCount * index
    return SectionRecord(
      rawKind: bytes.uint16(at: entry), offset: bytes.uint64(at: entry + 8),
      length: bytes.uint64(at: entry + 16), crc32: bytes.uint32(at: entry + 24))
  }

  /// The bytes of the section at `index`, padding not included.
  @_lifetime(copy self)
  public func sectionBytes(at index: Int) -> RawSpan {
    let section = section(at: index)
    return bytes.bytes(at: Int(section.offset), count: Int(section.length))
  }

  /// The major and minor version of the format that the file is in.
  public var version: (major: UInt16, minor: UInt16) {
    (bytes.uint16(at: 8), bytes.uint16(at: 10))
  }

  /// The network at `index`. O(index), since networks' layers follow one another.
  public func network(at index: Int) -> NetworkRecord {
    var firstLayer = 0
    for earlier in 0..<index { firstLayer += network(at: earlier, firstLayer: 0).layerCount }
    return network(at: index, firstLayer: firstLayer)
  }

  /// The UTF-8 bytes of the name of the network at `index`. O(1).
  @_lifetime(copy self)
  public func networkName(at index: Int) -> RawSpan {
    utf8(of: name(at: layout.networks + NetworkRecord.byteCount * index))
  }

  /// The network at `index`, where the caller knows its first layer: the sum of the layer counts of
  /// the networks before it. O(1).
  public func network(at index: Int, firstLayer: Int) -> NetworkRecord {
    let record = layout.networks + NetworkRecord.byteCount * index
    return NetworkRecord(
      name: name(at: record), firstLayer: firstLayer,
      layerCount: Int(bytes.uint16(at: record + 6)),
      vocabulary: Self.index(bytes.uint16(at: record + 8)))
  }

  /// The layer at `index`, counted over all networks.
  public func layer(at index: Int) -> LayerRecord {
    let record = layout.layers + LayerRecord.byteCount * index
    var activations = InlineArray<6, UInt16>(repeating: 0xFFFF)
    for slot in 0..<6 { activations[slot] = bytes.uint16(at: record + 20 + 2 * slot) }
    let outputSize = Int(bytes.uint32(at: record + 8))
    let projection = Self.index(bytes.uint16(at: record + 16))
    return LayerRecord(
      kind: LayerKind(rawValue: bytes.byte(at: record)) ?? .linear,
      direction: LayerDirection(rawValue: bytes.byte(at: record + 1)) ?? .forward,
      reset: ResetPosition(rawValue: bytes.byte(at: record + 2)) ?? .before,
      output: LinearOutput(rawValue: bytes.byte(at: record + 3)) ?? .none,
      inputSize: Int(bytes.uint32(at: record + 4)),
      outputSize: outputSize,
      hiddenSize: projection == nil ? outputSize : Int(bytes.uint32(at: record + 36)),
      matrix: Int(bytes.uint16(at: record + 12)),
      recurrentMatrix: Self.index(bytes.uint16(at: record + 14)),
      projection: projection,
      bias: Self.index(bytes.uint16(at: record + 18)),
      activations: activations,
      denseBiasCount: bytes.uint32(at: record + 32))
  }

  /// The matrix at `index`.
  public func matrix(at index: Int) -> MatrixRecord {
    let record = layout.matrices + MatrixRecord.byteCount * index
    var codebook = InlineArray<32, Int8>(repeating: 0)
    for code in 0..<32 { codebook[code] = bytes.int8(at: record + 32 + code) }
    return MatrixRecord(
      name: name(at: record),
      encoding: Encoding(rawValue: bytes.byte(at: record + 6)) ?? .int8,
      axis: GroupAxis(rawValue: bytes.byte(at: record + 7)) ?? .input,
      log2GroupSize: Int(bytes.byte(at: record + 8)),
      termsPerGroup: Int(bytes.byte(at: record + 9)),
      rows: Int(bytes.uint32(at: record + 12)), columns: Int(bytes.uint32(at: record + 16)),
      codebook: codebook)
  }

  /// The bias vector at `index`.
  public func bias(at index: Int) -> BiasRecord {
    let record = layout.biases + BiasRecord.byteCount * index
    return BiasRecord(
      count: Int(bytes.uint32(at: record)), exponent: Int(bytes.int8(at: record + 4)))
  }

  /// The activation at `index`.
  public func activation(at index: Int) -> ActivationRecord {
    let record = layout.activations + ActivationRecord.byteCount * index
    return ActivationRecord(
      kind: ActivationKind(rawValue: bytes.byte(at: record)) ?? .clipped,
      shift: Int(bytes.byte(at: record + 1)),
      table: Self.index(bytes.uint16(at: record + 2)),
      offset: bytes.int16(at: record + 4), low: bytes.int16(at: record + 6),
      high: bytes.int16(at: record + 8))
  }

  /// The UTF-8 bytes of a name, free of control characters.
  @_lifetime(copy self)
  public func utf8(of name: NameReference) -> RawSpan {
    bytes.bytes(at: layout.strings + Int(name.offset), count: Int(name.length))
  }

  /// The weights of the matrix at `index`, in the byte order of its encoding.
  @_lifetime(copy self)
  public func weights(of index: Int) -> RawSpan {
    sectionBytes(at: layout.weightsSection(of: index))
  }

  /// The codebook of the matrix at `index`: 32 int8 values, in place.
  @_lifetime(copy self)
  public func codebook(of index: Int) -> RawSpan {
    bytes.bytes(at: layout.matrices + MatrixRecord.byteCount * index + 32, count: 32)
  }

  /// The row exponents of the matrix at `index`: int8, `16·⌈rows/16⌉` of them.
  @_lifetime(copy self)
  public func rowExponents(of index: Int) -> RawSpan {
    sectionBytes(at: layout.rowExponentsSection(of: index))
  }

  /// The values of the bias vector at `index`: int16.
  @_lifetime(copy self)
  public func biasValues(of index: Int) -> RawSpan {
    sectionBytes(at: layout.biasSection(of: index))
  }

  /// The activation table at `index`: 257 int16 values, Q0.15.
  @_lifetime(copy self)
  public func table(at index: Int) -> RawSpan {
    sectionBytes(at: layout.tableSection(of: index))
  }

  private func name(at record: Int) -> NameReference {
    NameReference(offset: bytes.uint32(at: record), length: bytes.uint16(at: record + 4))
  }

  static func index(_ raw: UInt16) -> Int? { raw == 0xFFFF ? nil : Int(raw) }
}

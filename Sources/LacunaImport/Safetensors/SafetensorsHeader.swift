import LacunaDense

/// The header of a safetensors file: what each tensor is, and where its bytes are.
///
/// Layout (huggingface/safetensors, README, Format): 8 bytes with the header's length,
/// little-endian; the header, a JSON object; the tensors' bytes, little-endian, in C order. Checked:
///
/// - the header is at most 100,000,000 bytes, lies in the file and begins with `{`;
/// - no key occurs twice; `__metadata__` maps strings to strings;
/// - `data_offsets` cut the bytes after the header into tensors without a gap, an overlap or a rest;
/// - a tensor's length is the product of its shape and its element's width. No alignment is assumed.
///
/// A type that is not known is an error only for who wants to read the tensor.
struct SafetensorsHeader {
  /// In the order of the header.
  let arrays: [SourceArray]

  /// The reference implementation's limit.
  static let largestByteCount = 100_000_000

  init(_ file: SourceFile) throws(ImportError) {
    let place = "safetensors header"
    func fail(_ offset: Int, _ expected: String, _ found: String) -> ImportError {
      .malformed(
        ImportProblem(
          path: file.path, place: place, byteOffset: offset, expected: expected, found: found))
    }
    let length = try file.load(UInt64.self, at: 0, place: place)
    guard length <= UInt64(Self.largestByteCount) else {
      throw fail(0, "a length of at most \(Self.largestByteCount)", "\(length)")
    }
    guard length <= UInt64(file.count - 8) else {
      throw fail(
        0, "a header that ends by byte \(file.count), where the file does", "\(length) bytes")
    }
    let dataStart = 8 + Int(length)
    let text = try file.copy(8..<dataStart, place: place)
    guard text.first == UInt8(ascii: "{") else {
      throw fail(8, "'{'", text.first.map { "byte \($0)" } ?? "an empty header")
    }
    let document = JSONNode(
      value: try JSONParser.parse(text, path: file.path, place: place, start: 8),
      jsonPath: "", file: file.path)
    var tensors: [SafetensorsTensor] = []
    for (name, node) in try document.members() {
      if name == "__metadata__" {
        for (_, value) in try node.members() {
          _ = try value.string()
        }
      } else {
        tensors.append(try SafetensorsTensor(name: name, node, byteCount: file.count - dataStart))
      }
    }
    try Self.checkTiling(tensors, file: file, dataStart: dataStart)
    arrays = tensors.map { $0.array(in: file, dataStart: dataStart) }
  }

  /// The bytes after the header belong to one tensor each.
  private static func checkTiling(
    _ tensors: [SafetensorsTensor], file: SourceFile, dataStart: Int
  ) throws(ImportError) {
    func fail(_ place: String, _ offset: Int, _ expected: String, _ found: String) -> ImportError {
      .malformed(
        ImportProblem(
          path: file.path, place: place, byteOffset: dataStart + offset, expected: expected,
          found: found))
    }
    var end = 0
    var last = "the header"
    // An empty tensor has no byte of its own, and comes before the one that begins where it does.
    let sorted = tensors.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    for tensor in sorted {
      guard tensor.range.lowerBound == end else {
        throw fail(
          "tensor \(tensor.name)", tensor.range.lowerBound,
          "data_offsets that begin at \(end), where \(last) ends",
          "\(tensor.range.lowerBound), which leaves "
            + (tensor.range.lowerBound < end ? "an overlap" : "a hole"))
      }
      end = tensor.range.upperBound
      last = tensor.name
    }
    guard dataStart + end == file.count else {
      throw fail(
        "safetensors data", end, "the end of the file, where \(last) ends",
        "\(file.count - dataStart - end) more bytes")
    }
  }
}

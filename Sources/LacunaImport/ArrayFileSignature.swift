/// What the first bytes of a file say it is.
enum ArrayFileSignature {
  case npy
  case zip
  case safetensors
  case json
  case onnx

  /// - Throws: `ImportError.unsupported` for a format that is known but not read here, by name;
  ///   `ImportError.malformed` for anything else.
  init(_ file: SourceFile) throws(ImportError) {
    let first = try file.copy(0..<min(file.count, 512), place: "signature")
    func starts(_ bytes: [UInt8], at offset: Int = 0) -> Bool {
      first.dropFirst(offset).starts(with: bytes)
    }
    let brace = UInt8(ascii: "{")
    let start = first.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    if starts([0x93] + "NUMPY".utf8) {
      self = .npy
    } else if starts(Array("PK\u{3}\u{4}".utf8)) || starts(Array("PK\u{5}\u{6}".utf8)) {
      self = .zip
    } else if starts([brace], at: 8) && (start != brace || starts([0], at: 7)) {
      // A text has no zero byte, which the length of a header has at its end.
      self = .safetensors
    } else if start == brace {
      self = .json
    } else if ONNXFile.recognizes(file, first: first) {
      self = .onnx
    } else {
      throw Self.refusal(of: file, first: first)
    }
  }

  private static func refusal(of file: SourceFile, first: [UInt8]) -> ImportError {
    func starts(_ bytes: [UInt8], at offset: Int = 0) -> Bool {
      first.dropFirst(offset).starts(with: bytes)
    }
    let expected = "a NumPy (.npy, .npz), safetensors, PyTorch or ONNX file"
    let again =
      "save it again in Python: "
      + "torch.save(torch.load(\"old.pt\", map_location=\"cpu\"), \"new.pt\")"
    let known: String? =
      if starts([0x89] + "HDF\r\n".utf8) {
        "an HDF5 file (Keras weights?)"
      } else if starts([0x80, 0x02, 0x8A, 0x0A] + legacyTorchMagic) {
        "a PyTorch file in the form of before version 1.6, stacked pickles; \(again)"
      } else if starts(Array("ustar".utf8), at: 257) {
        "a tar archive: a PyTorch file of before version 0.1.10? If so, \(again)"
      } else if starts([0x80]) && first.count > 1 && (2...5).contains(first[1]) {
        "a Python pickle"
      } else {
        nil
      }
    if let known {
      return .unsupported(
        ImportProblem(path: file.path, byteOffset: 0, expected: expected, found: known))
    }
    return .malformed(
      ImportProblem(
        path: file.path, byteOffset: 0, expected: expected,
        found: "bytes \(Array(first.prefix(8)))"))
  }

  /// The number 0x1950a86a20f9469cfc6c, which the first of the stacked pickles holds.
  private static let legacyTorchMagic: [UInt8] = [
    0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19,
  ]
}

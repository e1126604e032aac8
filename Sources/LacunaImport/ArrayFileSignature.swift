/// What the first bytes of a file say it is.
enum ArrayFileSignature {
  case npy
  case zip

  /// - Throws: `ImportError.unsupported` for a format that is known but not read here, by name;
  ///   `ImportError.malformed` for anything else.
  init(_ file: SourceFile) throws(ImportError) {
    let first = try file.copy(0..<min(file.count, 16), place: "signature")
    func starts(_ bytes: [UInt8], at offset: Int = 0) -> Bool {
      first.dropFirst(offset).starts(with: bytes)
    }
    if starts([0x93] + "NUMPY".utf8) {
      self = .npy
    } else if starts(Array("PK\u{3}\u{4}".utf8)) || starts(Array("PK\u{5}\u{6}".utf8)) {
      self = .zip
    } else {
      let expected = "a NumPy .npy or .npz file"
      let known: String? =
        if starts([0x89] + "HDF\r\n".utf8) {
          "an HDF5 file (Keras weights?)"
        } else if starts([0x80]) && first.count > 1 && (2...5).contains(first[1]) {
          "a Python pickle"
        } else if first.count > 8 && starts([UInt8(ascii: "{")], at: 8) {
          "a safetensors file"
        } else {
          nil
        }
      if let known {
        throw .unsupported(
          ImportProblem(path: file.path, byteOffset: 0, expected: expected, found: known))
      }
      throw .malformed(
        ImportProblem(
          path: file.path, byteOffset: 0, expected: expected,
          found: "bytes \(Array(first.prefix(8)))"))
    }
  }
}

/// Where the arrays of an ONNX file have their elements: in its map, in files beside it, or, where a
/// list has them as numbers of other widths, in memory, which is held to a multiple of the file.
final class ONNXElementSource {
  let file: SourceFile
  let externalData: ONNXExternalData
  private var decodedByteCount = 0

  init(_ file: SourceFile) {
    self.file = file
    externalData = ONNXExternalData(modelPath: file.path)
  }

  /// Accounts for a list of `byteCount` bytes, once decoded.
  ///
  /// - Throws: `ImportError.unsupported` where all lists together would take too many.
  func charge(_ byteCount: Int, at place: ONNXPlace) throws(ImportError) {
    let limit = ONNXLimits.decodedBytes + file.count * ONNXLimits.decodedBytesPerByte
    guard byteCount <= limit - decodedByteCount else {
      throw place.unsupported(
        expected: "raw data, or at most \(limit) bytes of elements in lists of the file",
        found: "\(byteCount) bytes after \(decodedByteCount)")
    }
    decodedByteCount += byteCount
  }
}

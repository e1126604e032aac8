/// A `.npz` file that is written piece by piece, its members stored: the bytes of
/// ``NumpyWriter/npz(_:)``, without all of them in memory.
public struct NumpyArchive {
  private var writer = ZipWriter()
  private var names: Set<String> = []

  public init() {}

  /// Writes an array. An archive says a member's checksum before its bytes, so rows are made twice.
  ///
  /// O(elements); a few rows are in memory at a time.
  ///
  /// - Parameters:
  ///   - name: the array's, without `.npy`.
  ///   - shape: `[rows, columns]`, or `[columns]` for a vector, which is one row.
  ///   - readRow: writes the values of a row to an array of as many.
  ///   - write: takes the next bytes of the file.
  /// - Throws: `NumpyWriteError` where the name occurs twice or the archive would need ZIP64, before
  ///   a byte of the array is written; and what `write` throws.
  public mutating func append(
    name: String, shape: [Int], readRow: (_ row: Int, _ values: inout [Float]) -> Void,
    _ write: ([UInt8]) throws -> Void
  ) throws {
    precondition((1...2).contains(shape.count))
    guard names.insert(name).inserted else { throw NumpyWriteError.duplicateName(name) }
    var count = 0
    var checksum: UInt32 = 0
    try Self.forEachPiece(shape, readRow) { piece in
      count += piece.count
      checksum = unsafe piece.withUnsafeBytes { unsafe crc32(of: $0, continuing: checksum) }
    }
    try write(try writer.header(name: name + ".npy", count: count, checksum: checksum))
    try Self.forEachPiece(shape, readRow, write)
  }

  /// Writes what follows the last array.
  public consuming func finish(_ write: ([UInt8]) throws -> Void) throws {
    try write(try writer.end())
  }

  /// Hands on the bytes of a `.npy` file, a few rows at a time.
  private static func forEachPiece(
    _ shape: [Int], _ readRow: (Int, inout [Float]) -> Void, _ body: ([UInt8]) throws -> Void
  ) throws {
    var bytes = NumpyWriter.header(of: shape)
    let columns = shape[shape.count - 1]
    var values = [Float](repeating: 0, count: columns)
    for row in 0..<(shape.count == 2 ? shape[0] : 1) {
      readRow(row, &values)
      let start = bytes.count
      bytes.append(contentsOf: repeatElement(0, count: 4 * columns))
      for (column, value) in values.enumerated() {
        let bits = value.bitPattern
        for byte in 0..<4 {
          bytes[start + 4 * column + byte] = UInt8(truncatingIfNeeded: bits >> (8 * byte))
        }
      }
      if bytes.count >= 1 << 16 {
        try body(bytes)
        bytes.removeAll(keepingCapacity: true)
      }
    }
    try body(bytes)
  }
}

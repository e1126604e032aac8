/// An array to write: float32, C order.
public struct OutputArray: Sendable, Equatable {
  public let name: String
  public let shape: [Int]
  public let values: [Float]

  /// - Precondition: the shape has as many elements as there are values.
  public init(name: String, shape: [Int], values: [Float]) {
    precondition(shape.reduce(1, *) == values.count)
    self.name = name
    self.shape = shape
    self.values = values
  }
}

/// Why an archive could not be written.
public enum NumpyWriteError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Two arrays have one name.
  case duplicateName(String)
  /// A name, a member or the archive is beyond what plain ZIP fields hold; they saturate at
  /// `limit`.
  case tooLarge(what: String, limit: Int, found: Int)

  public var description: String {
    switch self {
    case .duplicateName(let name):
      "array \(name): expected a name of its own, found it a second time"
    case .tooLarge(let what, let limit, let found):
      "\(what): expected less than \(limit), found \(found)"
    }
  }
}

/// Writes float32 arrays in NumPy's formats. The same arrays give the same bytes.
public enum NumpyWriter {
  /// A `.npy` file of version 1.0, its elements on a 64-byte boundary.
  ///
  /// - Precondition: a shape has at most 64 axes, as in NumPy.
  public static func npy(_ array: OutputArray) -> [UInt8] {
    var bytes = header(of: array.shape)
    bytes.reserveCapacity(bytes.count + array.values.count * 4)
    for value in array.values {
      bytes.append(littleEndian: value.bitPattern)
    }
    return bytes
  }

  /// What precedes the elements of an array in a `.npy` file.
  static func header(of shape: [Int]) -> [UInt8] {
    precondition(shape.count <= 64)
    let extents = shape.map { "\($0)" }.joined(separator: ", ")
    let shape = shape.count == 1 ? "(\(extents),)" : "(\(extents))"
    var text = Array("{'descr': '<f4', 'fortran_order': False, 'shape': \(shape), }".utf8)
    // Magic, version, length, text, spaces and a line feed end on the boundary.
    let total = (10 + text.count + 1 + 63) / 64 * 64
    text += Array(repeating: UInt8(ascii: " "), count: total - 11 - text.count)
    text.append(UInt8(ascii: "\n"))

    var bytes: [UInt8] = [0x93] + "NUMPY".utf8 + [1, 0]
    bytes.append(littleEndian: UInt16(text.count))
    return bytes + text
  }

  /// A `.npz` file, its members stored.
  ///
  /// - Throws: `NumpyWriteError` where a name occurs twice or the archive would need ZIP64.
  public static func npz(_ arrays: [OutputArray]) throws(NumpyWriteError) -> [UInt8] {
    var names: Set<String> = []
    var writer = ZipWriter()
    var bytes: [UInt8] = []
    for array in arrays {
      guard names.insert(array.name).inserted else { throw .duplicateName(array.name) }
      let member = npy(array)
      bytes += try writer.header(
        name: array.name + ".npy", count: member.count,
        checksum: unsafe member.withUnsafeBytes { unsafe crc32(of: $0) })
      bytes += member
    }
    return try bytes + writer.end()
  }
}

extension [UInt8] {
  mutating func append<Integer: FixedWidthInteger>(littleEndian value: Integer) {
    var rest = value
    for _ in 0..<Integer.bitWidth / 8 {
      append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }
}

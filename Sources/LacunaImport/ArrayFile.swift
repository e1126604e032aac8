import LacunaDense

/// An array in a file: what is known of it before its elements are read.
public struct SourceArray: Sendable {
  public let name: String
  public let element: ArrayElement
  public let shape: [Int]
  let header: NpyHeader
  let location: Location

  /// Where the elements are.
  enum Location: Sendable {
    /// Elements of a file that is one array.
    case file(firstByte: Int)
    case member(ZipMember)
  }

  /// `float32 [4, 3]`, `Python objects (a pickle) [7]`.
  public var summary: String {
    let type: String =
      switch element {
      case .float(let format):
        (format.isBigEndian ? "big-endian " : "") + "float\(format.byteCount * 8)"
      case .other(let description): description
      }
    return "\(type) \(shape)"
  }

  /// Where in the file the array begins, header first, compressed or not.
  public var byteOffset: Int {
    if case .member(let member) = location { member.data.lowerBound } else { 0 }
  }

  /// A member of an archive, or nothing for a file that is one array.
  var place: String? {
    if case .member(let member) = location { member.place } else { nil }
  }
}

/// A `.npy` or `.npz` file, opened: its arrays by name, read when they are asked for.
///
/// Stored little-endian float32 arrays are read in place; deflated ones are inflated when they are
/// first used. A `.npy` file has one array, named like the file without its extension.
public final class ArrayFile {
  public enum Format: String, Sendable {
    case npy = "NumPy .npy"
    case npz = "NumPy .npz"
  }

  public let path: String
  public let format: Format
  /// In the order of the file.
  public let arrays: [SourceArray]
  let file: SourceFile
  private let indices: [String: Int]
  // Layers that share an array share its storage.
  private var storages: [String: DenseStorage] = [:]

  /// Opens a file and checks its structure, but not yet the elements' CRC-32.
  ///
  /// - Throws: `ImportError`, for a file that cannot be opened, that is of another format, or whose
  ///   archive or headers break a rule.
  public init(path: String) throws(ImportError) {
    let file = try SourceFile(path: path)
    self.path = path
    self.file = file
    switch try ArrayFileSignature(file) {
    case .npy:
      format = .npy
      arrays = [try SourceArray(fileOf: file)]
    case .zip:
      format = .npz
      var arrays: [SourceArray] = []
      for member in try ZipArchive(file).members {
        arrays.append(try SourceArray(member, in: file))
      }
      self.arrays = arrays
    }
    var indices: [String: Int] = [:]
    for (index, array) in arrays.enumerated() {
      guard indices.updateValue(index, forKey: array.name) == nil else {
        throw .malformed(
          ImportProblem(
            path: path, place: array.place, byteOffset: array.byteOffset,
            expected: "an array name that no other member has",
            found: "\(array.name) a second time"))
      }
    }
    self.indices = indices
  }

  /// The array of that name; nil where there is none.
  public func array(named name: String) -> SourceArray? {
    indices[name].map { arrays[$0] }
  }

  /// All elements of an array as float32, in C order.
  ///
  /// - Throws: `ImportError`, where there is no such array, where it does not hold floats, or where
  ///   its bytes are damaged.
  public func readArray(named name: String) throws(ImportError) -> (shape: [Int], values: [Float]) {
    guard let array = array(named: name) else {
      throw .malformed(
        ImportProblem(
          path: path, place: "array \(name)", expected: "an array of this name",
          found: arrays.isEmpty ? "none" : arrays.map(\.name).joined(separator: ", ")))
    }
    return (array.shape, array.values(in: try storage(of: array)))
  }

  /// The elements of an array, their CRC-32 checked.
  func storage(of array: SourceArray) throws(ImportError) -> DenseStorage {
    if let storage = storages[array.name] {
      return storage
    }
    let storage = try array.load(from: file)
    storages[array.name] = storage
    return storage
  }
}

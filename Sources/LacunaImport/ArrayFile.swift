import LacunaDense

/// A file of named arrays, opened: they are read when they are asked for.
///
/// What kind of file it is, its bytes say. Elements that are stored plainly are read in place;
/// deflated ones are inflated when they are first used.
public final class ArrayFile {
  /// What kind of file it is.
  public enum Format: String, Sendable {
    case npy = "NumPy .npy"
    case npz = "NumPy .npz"
    case safetensors = "safetensors"
    case shardedSafetensors = "safetensors in shards"
    case torch = "PyTorch"
    case torchScript = "TorchScript"
    case onnx = "ONNX"
  }

  public let path: String
  public let format: Format
  /// In the order of the file.
  public let arrays: [SourceArray]
  /// The graph of an ONNX file, whose arrays these are.
  let onnx: ONNXFile?
  private let indices: [String: Int]
  // Layers that share an array share its storage, and so do arrays that are the same bytes.
  private var storages: [StorageKey: DenseStorage] = [:]
  // By the offset of its header: a member may hold several arrays.
  private var members: [Int: MemberBytes] = [:]

  private struct StorageKey: Hashable {
    let bytes: SourceRegion.Identity
    let format: DenseElementFormat
  }

  /// Opens a file and checks its structure, but not yet the elements' CRC-32.
  ///
  /// - Throws: `ImportError`, for a file that cannot be opened, that is of another format, or whose
  ///   archive or headers break a rule.
  public convenience init(path: String) throws(ImportError) {
    try self.init(try SourceFile(path: path))
  }

  /// Opens bytes that a file at `path` might have, and checks their structure.
  ///
  /// - Throws: as `init(path:)`.
  public convenience init(path: String, bytes: [UInt8]) throws(ImportError) {
    try self.init(try SourceFile(path: path, bytes: bytes))
  }

  init(_ file: SourceFile) throws(ImportError) {
    let path = file.path
    let content = try Content(file)
    var indices: [String: Int] = [:]
    for (index, array) in content.arrays.enumerated() {
      guard indices.updateValue(index, forKey: array.name) == nil else {
        throw .malformed(
          ImportProblem(
            path: path, place: array.place, byteOffset: array.byteOffset,
            expected: "an array name that no other array has",
            found: "\(array.name) a second time"))
      }
    }
    self.path = path
    self.format = content.format
    self.arrays = content.arrays
    self.onnx = content.onnx
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
    let array = try requireArray(named: name)
    return (array.shape, array.values(in: try storage(of: array)))
  }

  /// - Throws: `ImportError.malformed`, where there is no such array.
  func requireArray(named name: String) throws(ImportError) -> SourceArray {
    guard let array = array(named: name) else {
      throw .malformed(
        ImportProblem(
          path: path, place: "array \(name)", expected: "an array of this name",
          found: arrays.isEmpty ? "none" : arrays.map(\.name).joined(separator: ", ")))
    }
    return array
  }

  /// The elements of an array, their CRC-32 checked where the format has one.
  ///
  /// - Throws: `ImportError.unsupported` where they are no floats, or where several have one place.
  func storage(of array: SourceArray) throws(ImportError) -> DenseStorage {
    func refuse(_ expected: String, _ found: String) -> ImportError {
      .unsupported(
        ImportProblem(
          path: array.path, place: "array \(array.name)", byteOffset: array.byteOffset,
          expected: expected, found: found))
    }
    guard case .float(let format) = array.element, let count = array.storedCount else {
      throw refuse("float16, bfloat16, float32 or float64", array.summary)
    }
    // So that a short file cannot stand for a large matrix.
    let elementCount = array.shape.reduce(1, *)
    guard elementCount <= count else {
      throw refuse(
        "an element in the file for each of the array's",
        "\(count) for \(array.summary) with strides \(array.strides)")
    }
    let key = StorageKey(bytes: array.bytes.identity, format: format)
    if let storage = storages[key] {
      return storage
    }
    let storage = try load(array, format: format, count: count)
    storages[key] = storage
    return storage
  }

  private func load(
    _ array: SourceArray, format: DenseElementFormat, count: Int
  ) throws(ImportError) -> DenseStorage {
    let region = array.bytes
    guard let member = region.member else {
      return unsafe DenseStorage(
        name: array.name, format: format, count: count, bytes: region.file.bytes(region.range),
        owner: region.file.owner)
    }
    let all: MemberBytes
    if let known = members[member.headerOffset] {
      all = known
    } else {
      all = try MemberBytes(member, in: region.file)
      members[member.headerOffset] = all
    }
    return unsafe DenseStorage(
      name: array.name, format: format, count: count,
      bytes: UnsafeRawBufferPointer(rebasing: all.bytes[region.range]), owner: all.owner)
  }
}

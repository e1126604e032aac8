import LacunaDense
import LacunaFile

/// The elements of one array of an ONNX file, little-endian, in C order.
final class ONNXElements: Sendable {
  let type: ONNXElementType
  let count: Int
  /// Bytes of a file with external data, or of a copy of those in the message.
  let region: SourceRegion

  /// - Precondition: `region` has exactly `count` elements, whose type has a byte count.
  init(_ type: ONNXElementType, count: Int, in region: SourceRegion) {
    precondition(type.byteCount.map { $0 * count } == region.range.count)
    self.type = type
    self.count = count
    self.region = region
  }

  /// Float32 elements, zeros but for what `fill` writes.
  ///
  /// - Precondition: there are some.
  convenience init(
    count: Int, path: String, _ fill: (inout MutableSpan<Float>) -> Void
  ) throws(ImportError) {
    let map = FileMap(path: path, count: count * 4) { bytes in
      unsafe bytes.withUnsafeMutableBytes { bytes in
        var values = unsafe MutableSpan<Float>(_unsafeBytes: bytes)
        fill(&values)
      }
    }
    let file = try SourceFile(map)
    self.init(.float32, count: count, in: SourceRegion(0..<file.count, of: file))
  }

  /// The elements as floats, in their format; nil where they are none.
  var format: DenseElementFormat? {
    switch type {
    case .float16: DenseElementFormat(.float16)
    case .bfloat16: DenseElementFormat(.bfloat16)
    case .float32: .float32
    case .float64: DenseElementFormat(.float64)
    default: nil
    }
  }

  /// The elements as a dense matrix's storage.
  ///
  /// - Precondition: the elements are floats.
  func storage(named name: String) -> DenseStorage {
    guard let format else { preconditionFailure("elements that are no floats") }
    return unsafe DenseStorage(
      name: name, format: format, count: count, bytes: region.file.bytes(region.range),
      owner: region.file.owner)
  }

  /// An element.
  ///
  /// - Precondition: the elements are integers.
  func integer(_ index: Int) -> Int {
    precondition(index >= 0 && index < count)
    let bytes = unsafe region.file.bytes(region.range)
    func load<Integer: FixedWidthInteger & BitwiseCopyable>(_ type: Integer.Type) -> Int {
      let offset = index * MemoryLayout<Integer>.size
      return unsafe Int(
        Integer(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type)))
    }
    return switch type {
    case .int8: load(Int8.self)
    case .uint8, .bool: load(UInt8.self)
    case .int16: load(Int16.self)
    case .uint16: load(UInt16.self)
    case .int32: load(Int32.self)
    case .uint32: load(UInt32.self)
    case .int64: load(Int64.self)
    default: preconditionFailure("elements that are no integers")
    }
  }
}

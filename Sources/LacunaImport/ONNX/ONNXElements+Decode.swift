import LacunaFile

extension ONNXElements {
  /// The elements in a message: raw little-endian bytes, or a list of a type that can hold them.
  ///
  /// - Throws: `ImportError`, where they are not `count`, or do not fit their type.
  convenience init(
    _ tensor: ONNXTensorMessage, type: ONNXElementType, count: Int, from source: ONNXElementSource,
    at place: ONNXPlace
  ) throws(ImportError) {
    func check(_ found: Int, _ unit: String, expected: Int) throws(ImportError) {
      guard found == expected else {
        throw place.malformed(
          expected: "\(expected) \(unit) for \(count) of \(type)", found: "\(found)")
      }
    }
    if let rawData = tensor.rawData {
      try check(rawData.count, "bytes", expected: count * (type.byteCount ?? 0))
      try check(tensor.listedCount, "elements beside the raw data", expected: 0)
      self.init(type, count: count, in: SourceRegion(rawData, of: source.file))
      return
    }
    let list: WireList
    switch type {
    case .float32: list = tensor.floats
    case .float64: list = tensor.doubles
    case .int64: list = tensor.longIntegers
    case .int32, .uint8, .bool, .int8, .int16, .uint16, .float16, .bfloat16:
      list = tensor.integers
    default: throw place.unsupported(expected: "raw data", found: "a list of \(type)")
    }
    try check(list.count, "elements", expected: count)
    try check(tensor.listedCount, "elements in all lists", expected: count)
    try self.init(list, of: tensor.message, type: type, from: source, at: place)
  }

  /// The elements in a list that is not empty: in place where they lie there as they are needed.
  convenience init(
    _ list: WireList, of message: ONNXMessage, type: ONNXElementType,
    from source: ONNXElementSource, at place: ONNXPlace
  ) throws(ImportError) {
    if let run = list.run, list.encoding != .varint {
      self.init(type, count: list.count, in: SourceRegion(run, of: source.file))
      return
    }
    let width = type.byteCount ?? 0
    try source.charge(list.count * width, at: place)
    func store<Element: FixedWidthInteger & BitwiseCopyable>(
      _ element: Element.Type, _ bytes: inout MutableRawSpan
    ) throws(ImportError) {
      var numbers = WireNumbers(list, of: message.range, in: message.file.owner.bytes)
      for index in 0..<list.count {
        let bits: UInt64?
        do throws(WireError) {
          bits = try numbers.next()
        } catch {
          throw place.malformed(expected: "a list of \(type)", found: error.description)
        }
        let value = try Self.value(bits ?? 0, list.encoding, Element.self, at: place)
        bytes.storeBytes(
          of: value.littleEndian, toByteOffset: index * MemoryLayout<Element>.size,
          as: Element.self)
      }
    }
    let map = try FileMap(path: place.path, count: list.count * width) {
      (bytes: inout MutableRawSpan) throws(ImportError) in
      switch type {
      case .float32: try store(UInt32.self, &bytes)
      case .float64: try store(UInt64.self, &bytes)
      case .int64: try store(Int64.self, &bytes)
      case .int32: try store(Int32.self, &bytes)
      case .int16: try store(Int16.self, &bytes)
      case .int8: try store(Int8.self, &bytes)
      case .uint8, .bool: try store(UInt8.self, &bytes)
      default: try store(UInt16.self, &bytes)
      }
    }
    let copy = try SourceFile(map)
    self.init(type, count: list.count, in: SourceRegion(0..<copy.count, of: copy))
  }

  /// A number of a list as the element that it stands for.
  private static func value<Element: FixedWidthInteger>(
    _ bits: UInt64, _ encoding: WireNumber, _ type: Element.Type, at place: ONNXPlace
  ) throws(ImportError) -> Element {
    // 64 bits are as they are; of other numbers, only those of `int32_data` may be too large.
    guard encoding == .varint, Element.bitWidth < 64 else {
      return Element(truncatingIfNeeded: bits)
    }
    let number = Int32(truncatingIfNeeded: bits)
    guard let value = Element(exactly: number) else {
      throw place.malformed(
        expected: "values from \(Element.min) to \(Element.max)", found: "\(number)")
    }
    return value
  }
}

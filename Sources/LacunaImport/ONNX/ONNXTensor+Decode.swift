import Foundation
import LacunaONNXSchema

extension ONNXTensor {
  /// An array as the file has it.
  ///
  /// - Parameters:
  ///   - name: the message's own, or another where it has none.
  ///   - folder: where external data may lie.
  ///   - path: the file's.
  /// - Throws: `ImportError`, where its extents are negative or its bytes are not as many as they
  ///   say, and for external data that do not lie in the model's folder.
  init(
    _ message: ONNXTensorProto, name: String, in folder: ONNXExternalData, path: String
  ) throws(ImportError) {
    let place = ONNXPlace(path: path, name: "array \"\(name)\"")
    guard let type = ONNXElementType(rawValue: message.dataType), type.byteCount != nil else {
      throw place.unsupported(
        expected: "elements of 8 to 64 bits, floats or integers",
        found: "data type \(message.dataType)")
    }
    guard !message.hasSegment else {
      throw place.unsupported(expected: "a whole array", found: "a segment of one")
    }
    let shape = try Self.shape(message.dims, of: type, at: place)
    let elements =
      switch message.dataLocation {
      case 0: try ONNXElements(message, type: type, count: shape.reduce(1, *), at: place)
      case 1:
        try folder.elements(message.externalData, type: type, count: shape.reduce(1, *), at: place)
      default:
        throw place.malformed(
          expected: "data location 0 or 1", found: "\(message.dataLocation)")
      }
    self.init(name: name, elements: elements, shape: shape)
  }

  /// Extents whose product, in bytes, is an `Int`.
  private static func shape(
    _ dims: [Int64], of type: ONNXElementType, at place: ONNXPlace
  ) throws(ImportError) -> [Int] {
    guard dims.count <= ONNXLimits.rank else {
      throw place.unsupported(
        expected: "at most \(ONNXLimits.rank) axes", found: "\(dims.count)")
    }
    var byteCount = type.byteCount ?? 0
    for extent in dims {
      guard extent >= 0 else {
        throw place.malformed(expected: "no negative extent", found: "shape \(dims)")
      }
      let (product, overflow) = byteCount.multipliedReportingOverflow(by: Int(extent))
      guard !overflow else {
        throw place.malformed(
          expected: "a number of bytes that fits 63 bits", found: "shape \(dims) of \(type)")
      }
      byteCount = product
    }
    guard byteCount > 0 else {
      throw place.unsupported(expected: "an array that is not empty", found: "shape \(dims)")
    }
    return dims.map { Int($0) }
  }
}

extension ONNXElements {
  /// The elements in a message: raw little-endian bytes, or a list of a type that can hold them.
  fileprivate convenience init(
    _ message: ONNXTensorProto, type: ONNXElementType, count: Int, at place: ONNXPlace
  ) throws(ImportError) {
    let width = type.byteCount ?? 0
    func check(_ found: Int, _ unit: String, expected: Int) throws(ImportError) {
      guard found == expected else {
        throw place.malformed(
          expected: "\(expected) \(unit) for \(count) of \(type)", found: "\(found)")
      }
    }
    let lists = [
      message.floatData.count, message.int32Data.count, message.int64Data.count,
      message.doubleData.count,
    ]
    func check(_ list: Int) throws(ImportError) {
      try check(list, "elements", expected: count)
      try check(lists.reduce(0, +), "elements in all lists", expected: count)
    }
    let data: Data
    if message.hasRawData {
      try check(message.rawData.count, "bytes", expected: count * width)
      try check(lists.reduce(0, +), "elements beside the raw data", expected: 0)
      data = message.rawData
    } else {
      switch type {
      case .float32:
        try check(message.floatData.count)
        data = Self.data(message.floatData.map(\.bitPattern))
      case .float64:
        try check(message.doubleData.count)
        data = Self.data(message.doubleData.map(\.bitPattern))
      case .int64:
        try check(message.int64Data.count)
        data = Self.data(message.int64Data)
      case .int32:
        try check(message.int32Data.count)
        data = Self.data(message.int32Data)
      case .uint8, .bool:
        try check(message.int32Data.count)
        data = Self.data(try Self.narrow(message.int32Data, UInt8.self, at: place))
      case .int8:
        try check(message.int32Data.count)
        data = Self.data(try Self.narrow(message.int32Data, Int8.self, at: place))
      case .int16:
        try check(message.int32Data.count)
        data = Self.data(try Self.narrow(message.int32Data, Int16.self, at: place))
      case .uint16, .float16, .bfloat16:
        try check(message.int32Data.count)
        data = Self.data(try Self.narrow(message.int32Data, UInt16.self, at: place))
      default:
        throw place.unsupported(expected: "raw data", found: "a list of \(type)")
      }
    }
    let copy = try Self.copy(of: data, path: place.path)
    self.init(type, count: count, in: SourceRegion(0..<copy.count, of: copy))
  }

  private static func copy(of data: Data, path: String) throws(ImportError) -> SourceFile {
    try SourceFile(path: path, copying: data.bytes)
  }

  private static func data<Integer: FixedWidthInteger>(_ values: [Integer]) -> Data {
    unsafe values.map(\.littleEndian).withUnsafeBytes { unsafe Data($0) }
  }

  private static func narrow<Integer: FixedWidthInteger>(
    _ values: [Int32], _ type: Integer.Type, at place: ONNXPlace
  ) throws(ImportError) -> [Integer] {
    var result: [Integer] = []
    result.reserveCapacity(values.count)
    for value in values {
      guard let narrow = Integer(exactly: value) else {
        throw place.malformed(
          expected: "values from \(Integer.min) to \(Integer.max)", found: "\(value)")
      }
      result.append(narrow)
    }
    return result
  }
}

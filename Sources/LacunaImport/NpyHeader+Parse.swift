import LacunaDense

extension NpyHeader {
  /// Parses a header.
  ///
  /// - Parameters:
  ///   - start: where in the file the header begins, for messages.
  ///   - read: gives bytes of the header by position and count, nil where there are not so many.
  init(
    path: String, place: String?, start: Int,
    read: (Range<Int>) throws(ImportError) -> [UInt8]?
  ) throws(ImportError) {
    func fail(_ offset: Int, _ expected: String, _ found: String) -> ImportError {
      .malformed(
        ImportProblem(
          path: path, place: place, byteOffset: start + offset, expected: expected, found: found))
    }
    guard let fixed = try read(0..<10) else {
      throw fail(0, "the 10 bytes that begin a .npy array", "fewer")
    }
    guard fixed[..<6] == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59] else {
      throw fail(0, "the .npy signature \\x93NUMPY", "bytes \(Array(fixed[..<6]))")
    }
    guard (1...3).contains(fixed[6]) && fixed[7] == 0 else {
      throw fail(6, ".npy version 1.0, 2.0 or 3.0", "\(fixed[6]).\(fixed[7])")
    }
    var textStart = 10
    var textCount = Int(fixed[8]) | Int(fixed[9]) << 8
    if fixed[6] >= 2 {
      textStart = 12
      guard let wide = try read(10..<12) else {
        throw fail(10, "the header's length in 4 bytes", "2 bytes")
      }
      textCount |= Int(wide[0]) << 16 | Int(wide[1]) << 24
    }
    guard textStart + textCount <= Self.largestByteCount else {
      throw fail(
        8, "a header of at most \(Self.largestByteCount) bytes", "\(textStart + textCount) bytes")
    }
    guard let text = try read(textStart..<textStart + textCount) else {
      throw fail(textStart, "\(textCount) bytes of header", "fewer")
    }
    var parser = NpyDictionaryParser(
      bytes: text, path: path, place: place, start: start + textStart)
    let fields = try parser.parse()
    try self.init(
      fields, byteCount: textStart + textCount,
      fail: { expected, found in fail(textStart, expected, found) })
  }

  private init(
    _ fields: NpyDictionaryParser.Fields, byteCount: Int,
    fail: (String, String) -> ImportError
  ) throws(ImportError) {
    element = Self.element(fields.type)
    isFortranOrder = fields.isFortranOrder
    shape = fields.shape
    var count = 1
    for extent in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: extent)
      guard !overflows else {
        throw fail("a shape of fewer than 2^63 elements", "\(shape)")
      }
      count = product
    }
    // The strides of an array with an empty axis are the products of the other extents.
    let extents = shape.map { max($0, 1) }
    let widest = 8
    var bytes = widest
    for extent in extents {
      let (product, overflows) = bytes.multipliedReportingOverflow(by: extent)
      guard !overflows && product <= Int.max - byteCount else {
        throw fail("a shape of fewer than 2^63 bytes", "\(shape)")
      }
      bytes = product
    }
    self.count = count
    self.byteCount = byteCount
  }

  /// What a NumPy type string means.
  private static func element(_ type: NpyDictionaryParser.ElementType) -> ArrayElement {
    guard case .plain(let string) = type else {
      return .other("records")
    }
    switch string {
    case "<f2", "=f2": return .float(DenseElementFormat(.float16))
    case "<f4", "=f4": return .float(DenseElementFormat(.float32))
    case "<f8", "=f8": return .float(DenseElementFormat(.float64))
    case ">f2": return .float(DenseElementFormat(.float16, isBigEndian: true))
    case ">f4": return .float(DenseElementFormat(.float32, isBigEndian: true))
    case ">f8": return .float(DenseElementFormat(.float64, isBigEndian: true))
    default:
      if let format = ArrayIntegerFormat(numpy: string) { return .integer(format) }
      // The first letter after the byte order is the kind, as `numpy.dtype.kind` has it.
      let kind = string.drop { "<>=|".contains($0) }.first
      return .other(kind == "O" ? "Python objects (a pickle)" : "elements of type \(string)")
    }
  }
}

import LacunaDense

/// The element types of PyTorch: their names, their widths, and the storage classes that imply them.
struct TorchElementType {
  let name: String
  let byteCount: Int
  private let width: DenseElementFormat.Width?

  private init(_ name: String, _ byteCount: Int, _ width: DenseElementFormat.Width? = nil) {
    self.name = name
    self.byteCount = byteCount
    self.width = width
  }

  func element(isBigEndian: Bool) -> ArrayElement {
    width.map { .float(DenseElementFormat($0, isBigEndian: isBigEndian)) } ?? .other(name)
  }

  /// The type of `torch.FloatStorage` and its like; nil for a class that is none.
  init?(storage: String) {
    let types: [String: TorchElementType] = [
      "HalfStorage": .init("float16", 2, .float16),
      "BFloat16Storage": .init("bfloat16", 2, .bfloat16),
      "FloatStorage": .init("float32", 4, .float32),
      "DoubleStorage": .init("float64", 8, .float64),
      "BoolStorage": .init("bool", 1), "ByteStorage": .init("uint8", 1),
      "CharStorage": .init("int8", 1), "ShortStorage": .init("int16", 2),
      "IntStorage": .init("int32", 4), "LongStorage": .init("int64", 8),
      "ComplexFloatStorage": .init("complex64", 8), "ComplexDoubleStorage": .init("complex128", 16),
      "QInt8Storage": .init("quantized int8", 1), "QUInt8Storage": .init("quantized uint8", 1),
      "QInt32Storage": .init("quantized int32", 4),
      "UntypedStorage": .init("bytes", 1),
    ]
    guard storage.hasPrefix("torch."), let name = storage.split(separator: ".").last,
      let type = types[String(name)]
    else { return nil }
    self = type
  }

  /// The type of `torch.float32` and its like, which go with a storage of bytes; nil for others.
  init?(dtype: String) {
    let types: [String: TorchElementType] = [
      "torch.float16": .init("float16", 2, .float16),
      "torch.bfloat16": .init("bfloat16", 2, .bfloat16),
      "torch.float32": .init("float32", 4, .float32),
      "torch.float64": .init("float64", 8, .float64),
      "torch.uint16": .init("uint16", 2), "torch.uint32": .init("uint32", 4),
      "torch.uint64": .init("uint64", 8),
      "torch.float8_e4m3fn": .init("float8_e4m3fn", 1),
      "torch.float8_e5m2": .init("float8_e5m2", 1),
      "torch.float8_e4m3fnuz": .init("float8_e4m3fnuz", 1),
      "torch.float8_e5m2fnuz": .init("float8_e5m2fnuz", 1),
      "torch.float8_e8m0fnu": .init("float8_e8m0fnu", 1),
    ]
    guard let type = types[dtype] else { return nil }
    self = type
  }
}

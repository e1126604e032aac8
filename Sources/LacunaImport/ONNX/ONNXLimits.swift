/// What an ONNX file may have at most, so that reading one takes a small multiple of its size.
///
/// Models of recurrent layers have tens to some thousands of nodes and a few axes.
enum ONNXLimits {
  /// Nodes, initializers, inputs or outputs of a graph; also inputs of a node.
  static let items = 1 << 16
  /// Inputs and outputs of all nodes together.
  static let names = 1 << 18
  /// Bytes of a message's names and numbers: all that is decoded of it at once.
  static let messageBytes = 1 << 20
  /// Attributes of a node.
  static let attributes = 64
  /// Axes of an array.
  static let rank = 16
  /// Numbers in a constant that says a shape, axes or indices.
  static let shapeElements = 64
  /// Bytes of weights and biases that are not kept as the file has them (dequantized, put together
  /// from parts, added), for each byte of the file. Dequantizing takes four.
  static let derivedBytesPerByte = 8
  /// Elements of constants that are looked at (is it all zeros?), for each byte of the file.
  static let readsPerByte = 64
  /// Bytes of elements that are decoded from lists, for each byte of the file; and how many more.
  static let decodedBytesPerByte = 2
  static let decodedBytes = 1 << 20
}

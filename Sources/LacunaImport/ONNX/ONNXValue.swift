/// What is known of a value of the graph.
enum ONNXValue: Sendable {
  /// An array of the file, or a view of one.
  case constant(ONNXTensor)
  /// Arrays of extent 1 on their first axis, one after another along it: the two directions of a
  /// bidirectional layer's weights.
  case stack([ONNXTensor])
  /// One number at every place; of what shape does not matter.
  case uniform(Float)
  /// A scalar or a vector of whole numbers that say a shape, axes or indices.
  case integers(ONNXIntegers)
  /// What flows from the graph's inputs to its outputs.
  case signal(ONNXSignal)
  /// A part of a quantized product, until it is whole.
  case quantized(ONNXQuantized)

  /// `an array (w, float32 [4, 3])`
  var summary: String {
    switch self {
    case .constant(let tensor): "an array (\(tensor.summary))"
    case .stack(let tensors): "arrays (\(tensors.map(\.summary).joined(separator: "; ")))"
    case .uniform(let value): "\(value) everywhere"
    case .integers: "whole numbers that say a shape"
    case .signal: "a value that depends on the input"
    case .quantized: "a quantized value"
    }
  }
}

/// A scalar or a vector that says a shape, axes or indices.
struct ONNXIntegers: Sendable {
  var isScalar: Bool
  var elements: [ONNXDimension]
}

/// What becomes of a value on its way through a product of integers, which is a float product with
/// dequantized weights once its scales have been multiplied in.
enum ONNXQuantized: Sendable {
  /// The integers of a value that `DynamicQuantizeLinear` number `id` took.
  case values(ONNXSignal, id: Int)
  /// Its scale, times the weights' where that is known.
  case scale(id: Int, weights: ONNXTensor?)
  case zeroPoint(id: Int)
  /// `MatMulInteger` of such values and weights.
  case product(ONNXSignal, id: Int, weights: ONNXTensor, zeroPoint: ONNXTensor?)
  /// Rows of a quantized embedding; the signal's source is still the tokens'.
  case rows(ONNXSignal, of: ONNXTensor)
}

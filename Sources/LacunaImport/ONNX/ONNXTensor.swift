import LacunaDense

/// A constant of the graph: elements seen through a shape and strides, so that transposing, slicing
/// and reshaping weights copies nothing.
struct ONNXTensor: Sendable {
  /// The array of the file that the elements come from.
  var name: String
  var elements: ONNXElements
  /// Extents of 1 or more, at most ``ONNXLimits/rank`` of them. Their product is at most the number
  /// of elements.
  var shape: [Int]
  /// Elements between neighbours along each axis.
  var strides: [Int]
  var firstElement = 0

  var rank: Int { shape.count }
  var count: Int { shape.reduce(1, *) }
  var isFloat: Bool { elements.type.isFloat }
  var isInteger: Bool { elements.type.isInteger }
  /// `float32 [4, 3]`
  var summary: String { "\(name), \(elements.type) \(shape)" }

  /// All of an array's elements.
  init(name: String, elements: ONNXElements, shape: [Int]) {
    self.name = name
    self.elements = elements
    self.shape = shape
    strides = Self.strides(of: shape)
  }

  /// The strides of C order.
  static func strides(of shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    return strides
  }

  /// Whether the elements lie in C order without gaps.
  var isContiguous: Bool {
    zip(zip(shape, strides), Self.strides(of: shape)).allSatisfy { $0.0 == 1 || $0.1 == $1 }
  }
}

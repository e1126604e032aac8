/// An extent that may depend on the graph's inputs: a number times the extents of some axes.
///
/// This is what `Shape` gives, so that a reshape can be followed whatever the batch and the length
/// of the sequence.
struct ONNXDimension: Hashable, Sendable {
  var coefficient: Int
  /// Axes of unknown extent, sorted, each as often as it is a factor.
  var symbols: [Int] = []

  init(_ value: Int) {
    coefficient = value
  }

  init(_ factor: ONNXFactor) {
    coefficient = factor.extent ?? 1
    symbols = factor.extent == nil ? [factor.id] : []
  }

  /// The number, where it is known.
  var value: Int? { symbols.isEmpty ? coefficient : nil }

  /// Nil where the product is no `Int`, or has too many factors to come from a real model.
  static func * (left: ONNXDimension, right: ONNXDimension) -> ONNXDimension? {
    let (product, overflow) = left.coefficient.multipliedReportingOverflow(by: right.coefficient)
    guard !overflow, left.symbols.count + right.symbols.count <= ONNXLimits.rank else {
      return nil
    }
    var result = ONNXDimension(product)
    result.symbols = (left.symbols + right.symbols).sorted()
    return result
  }
}

/// An axis as it entered the graph or came out of a layer. Reshaping may put several side by side.
struct ONNXFactor: Hashable, Sendable {
  let id: Int
  /// Nil where it depends on the input. Never 1: an axis of extent 1 has no factors.
  let extent: Int?
}

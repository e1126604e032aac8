/// A value on the data path: what each of its axes is, and which layer gave it.
struct ONNXSignal: Sendable {
  enum Source: Sendable, Equatable {
    /// An input of the graph, as a whole.
    case input(String)
    /// A part of an input, good for an initial state and nothing else.
    case inputPart(String)
    /// What a layer gives, by its index in the interpreter's list.
    case layer(Int)
    /// Final states of layers, which may leave the graph and enter nothing.
    case finalState
  }

  var source: Source
  /// Outermost first. An axis is the product of its factors, the last of which varies fastest; one
  /// of extent 1 has none.
  var axes: [[ONNXFactor]]
  /// The axis that has a step's values; nil for an input, where any may.
  var features: [ONNXFactor]?
  /// The axes of steps and sequences, once a recurrent layer has said which they are.
  var time: [ONNXFactor]?
  var batch: [ONNXFactor]?
  /// Whether only the last step is left.
  var isLastStep = false

  var rank: Int { axes.count }

  /// Whether nothing is known of the axes, because nothing needs to be.
  var isOpaque: Bool {
    switch source {
    case .inputPart, .finalState: true
    case .input, .layer: false
    }
  }

  /// A part of this, whose axes no longer matter.
  var part: ONNXSignal {
    var part = self
    switch source {
    case .input(let name), .inputPart(let name): part.source = .inputPart(name)
    case .layer, .finalState: part.source = .finalState
    }
    return part
  }
}

extension [ONNXFactor] {
  /// Its extent; nil where that is no `Int`.
  var dimension: ONNXDimension? {
    var product: ONNXDimension? = ONNXDimension(1)
    for factor in self {
      product = product.flatMap { $0 * ONNXDimension(factor) }
    }
    return product
  }
}

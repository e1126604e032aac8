import LacunaDense

/// What the attributes of an `LSTM` or `GRU` node say.
struct ONNXRecurrence {
  /// One for each direction, the forward one first.
  let directions: [DenseDirection]
  /// Whether sequences come before steps: layout 1.
  let isBatchFirst: Bool
  let hiddenSize: Int?
  /// For each direction, of the gates, the candidate and, of an LSTM, the new cell.
  let activations: [[DenseActivation]]

  /// - Throws: `ImportError.unsupported` for a clipped or coupled cell, and for activations that the
  ///   dense model does not have.
  init(
    _ operation: ONNXOperation, defaults: [DenseActivation]
  ) throws(ImportError) {
    let attributes = operation.attributes
    let place = operation.place
    switch try attributes.string("direction") ?? "forward" {
    case "forward": directions = [.forward]
    case "reverse": directions = [.backward]
    case "bidirectional": directions = [.forward, .backwardBeside]
    case let other:
      throw place.malformed(
        expected: "a direction forward, reverse or bidirectional", found: "\"\(other)\"")
    }
    let layout = try attributes.integer("layout") ?? 0
    guard layout == 0 || layout == 1 else {
      throw place.malformed(expected: "layout 0 or 1", found: "\(layout)")
    }
    isBatchFirst = layout == 1
    hiddenSize = try attributes.integer("hidden_size")
    guard !attributes.has("clip") else {
      throw place.unsupported(expected: "no clip of a cell's inputs", found: "one")
    }
    guard try !attributes.flag("input_forget") else {
      throw place.unsupported(
        expected: "an input and a forget gate of their own", found: "input_forget")
    }
    activations = try Self.activations(attributes, directions.count, defaults, at: place)
  }

  private static func activations(
    _ attributes: ONNXAttributes, _ directions: Int, _ defaults: [DenseActivation],
    at place: ONNXPlace
  ) throws(ImportError) -> [[DenseActivation]] {
    guard let names = try attributes.strings("activations") else {
      return Array(repeating: defaults, count: directions)
    }
    guard names.count == defaults.count * directions else {
      throw place.malformed(
        expected: "\(defaults.count * directions) activations", found: "\(names.count)")
    }
    // Only activations that have parameters take one, in their order.
    var alphas = try attributes.floats("activation_alpha")[...]
    var betas = try attributes.floats("activation_beta")[...]
    var activations: [DenseActivation] = []
    for name in names {
      switch name.lowercased() {
      case "sigmoid": activations.append(.sigmoid)
      case "tanh": activations.append(.tanh)
      case "hardsigmoid":
        activations.append(
          try hardSigmoid(alphas.popFirst() ?? 0.2, betas.popFirst() ?? 0.5, at: place))
      default:
        throw place.unsupported(
          expected: "activations Sigmoid, Tanh or HardSigmoid", found: "\"\(name)\"")
      }
    }
    return (0..<directions).map {
      Array(activations[$0 * defaults.count..<($0 + 1) * defaults.count])
    }
  }

  /// `max(0, min(1, alpha x + beta))`, which a file holds where alpha is a power of two.
  private static func hardSigmoid(
    _ alpha: Float, _ beta: Float, at place: ONNXPlace
  ) throws(ImportError) -> DenseActivation {
    let shift = (0...7).first { Float(sign: .plus, exponent: -$0, significand: 1) == alpha }
    guard let shift, abs(beta) <= 1 else {
      throw place.unsupported(
        expected:
          "a HardSigmoid whose alpha is 1/2^n, n from 0 to 7, and whose beta is from -1 to 1",
        found: "alpha \(alpha) and beta \(beta)")
    }
    return .clipped(shift: shift, offset: beta, low: 0, high: 1)
  }
}

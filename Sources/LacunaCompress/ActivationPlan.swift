import LacunaDense

/// An activation record (`spec/graph.md`, Activation).
enum ActivationPlan: Hashable {
  case table(ActivationTable)
  /// `offset`, `low` and `high` in Q0.15.
  case clipped(shift: Int, offset: Int16, low: Int16, high: Int16)

  /// - Parameters:
  ///   - isUpdateGate: whether values below 0 are not allowed (rule G17).
  ///   - owner: the array to name in an error.
  /// - Throws: `CompressionError.activation` for properties that the format cannot hold.
  init(
    _ activation: DenseActivation, isUpdateGate: Bool = false, owner: String
  ) throws(CompressionError) {
    switch activation {
    case .sigmoid: self = .table(.sigmoid)
    case .tanh:
      guard !isUpdateGate else {
        throw .activation(
          layerOf: owner, property: "low of the update gate", expected: "0 or more", found: -1)
      }
      self = .table(.tanh)
    case .clipped(let shift, let offset, let low, let high):
      guard (0...7).contains(shift) else {
        throw .activation(
          layerOf: owner, property: "shift", expected: "0 to 7", found: Float(shift))
      }
      for (property, value) in [("offset", offset), ("low", low), ("high", high)] {
        guard value.isFinite, (-1...1).contains(value) else {
          throw .activation(
            layerOf: owner, property: property, expected: "-1 to 1", found: value)
        }
      }
      guard low <= high else {
        throw .activation(
          layerOf: owner, property: "low", expected: "at most high, \(high)", found: low)
      }
      guard !isUpdateGate || low >= 0 else {
        throw .activation(
          layerOf: owner, property: "low of the update gate", expected: "0 or more", found: low)
      }
      self = .clipped(
        shift: shift, offset: fixedPoint15(Double(offset)), low: fixedPoint15(Double(low)),
        high: fixedPoint15(Double(high)))
    }
  }
}

extension ONNXSignal {
  /// The axes that a reshape leads to; nil where it cuts an axis in pieces, or where that cannot be
  /// known.
  ///
  /// Some exporters write the length of their example where the sequence's should be: then one axis
  /// of unknown extent is taken to be of that length, which all others leave no choice about.
  ///
  /// - Parameter shape: with nil for at most one extent that is to be found.
  func axes(reshapedTo shape: [ONNXDimension?]) -> [[ONNXFactor]]? {
    var rest = axes.flatMap { $0 }[...]
    var front: [[ONNXFactor]] = []
    var back: [[ONNXFactor]] = []
    var mayGuess = !shape.contains(nil)
    let unknown = shape.firstIndex(of: nil) ?? shape.count
    for dimension in shape[..<unknown] {
      guard let dimension, let axis = Self.take(dimension, from: &rest, atEnd: false, &mayGuess)
      else { return nil }
      front.append(axis)
    }
    for dimension in shape[unknown...].dropFirst().reversed() {
      guard let dimension, let axis = Self.take(dimension, from: &rest, atEnd: true, &mayGuess)
      else { return nil }
      back.append(axis)
    }
    if unknown < shape.count {
      front.append(Array(rest))
    } else if !rest.isEmpty {
      return nil
    }
    return front + back.reversed()
  }

  /// As many factors as make the dimension.
  private static func take(
    _ dimension: ONNXDimension, from factors: inout ArraySlice<ONNXFactor>, atEnd: Bool,
    _ mayGuess: inout Bool
  ) -> [ONNXFactor]? {
    var taken: [ONNXFactor] = []
    while taken.dimension != dimension {
      guard let factor = atEnd ? factors.popLast() : factors.popFirst() else { return nil }
      if factor.extent == nil, dimension.value != nil {
        guard mayGuess, taken.isEmpty else { return nil }
        mayGuess = false
        return [factor]
      }
      taken.insert(factor, at: atEnd ? 0 : taken.count)
    }
    return taken
  }
}

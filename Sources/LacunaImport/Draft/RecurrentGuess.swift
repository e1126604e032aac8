/// Two matrices that could be the weights of an LSTM or a GRU.
struct RecurrentGuess {
  /// Indices among the matrices.
  let input: Int
  let recurrent: Int
  let gateCount: Int
  let hiddenSize: Int
  let inputSize: Int
  let isTransposed: Bool
  var biases: [SourceArray] = []

  /// Rows of all gates.
  var gateRows: Int { gateCount * hiddenSize }

  /// The pairs among matrices, in the order of the file.
  static func all(in matrices: [GuessedMatrix]) -> [RecurrentGuess] {
    var taken: Set<Int> = []
    var guesses: [RecurrentGuess] = []
    for (index, matrix) in matrices.enumerated() where !taken.contains(index) {
      guard let shape = matrix.recurrentShape, !matrix.isNamedOtherwise else { continue }
      let partners = matrices.indices.filter { other in
        other != index && !taken.contains(other) && !matrices[other].isNamedOtherwise
          && matrices[other].gateRows(isTransposed: shape.isTransposed)
            == shape.gateCount * shape.hiddenSize
      }
      // One of either name first, then the most alike, then the nearest in the file.
      func rank(_ other: Int) -> (Int, Int, Int, Int) {
        let isOther = matrices[other].isNamedRecurrent != matrix.isNamedRecurrent
        let likeness = likeness(matrices[other].name, matrix.name)
        return (isOther ? 1 : 0, likeness.start, likeness.end, -abs(other - index))
      }
      let best = partners.max { rank($0) < rank($1) }
      guard let best else { continue }
      var (input, recurrent) = (best, index)
      if let other = matrices[best].recurrentShape, other == shape,
        matrices[best].isNamedRecurrent != matrix.isNamedRecurrent
          ? matrices[best].isNamedRecurrent : best > index
      {
        // Both could be the recurrent one: the names say, or the order that all frameworks have.
        (input, recurrent) = (index, best)
      }
      taken.formUnion([input, recurrent])
      guesses.append(
        RecurrentGuess(
          input: input, recurrent: recurrent, gateCount: shape.gateCount,
          hiddenSize: shape.hiddenSize,
          inputSize: shape.isTransposed ? matrices[input].rows : matrices[input].columns,
          isTransposed: shape.isTransposed))
    }
    return guesses
  }
}

/// A matrix of the file, its leading axes of extent 1 dropped.
struct GuessedMatrix {
  let array: SourceArray
  let rows: Int
  let columns: Int

  var name: String { array.name }
  /// Whether the array has an axis for directions before the two, as ONNX does.
  var hasDirectionAxis: Bool { array.shape.count == 3 }

  init?(_ array: SourceArray) {
    guard case .float = array.element else { return nil }
    let shape = Array(array.shape.drop { $0 == 1 })
    let axes = array.shape.count > 2 ? shape : array.shape
    guard axes.count == 2, axes.allSatisfy({ $0 > 0 }) else { return nil }
    self.array = array
    rows = axes[0]
    columns = axes[1]
  }

  struct RecurrentShape: Equatable {
    let gateCount: Int
    let hiddenSize: Int
    let isTransposed: Bool
  }

  /// What it is if it holds recurrent weights; nil where it cannot.
  var recurrentShape: RecurrentShape? {
    for count in [4, 3] {
      if rows == count * columns {
        return RecurrentShape(gateCount: count, hiddenSize: columns, isTransposed: false)
      }
      if columns == count * rows {
        return RecurrentShape(gateCount: count, hiddenSize: rows, isTransposed: true)
      }
    }
    return nil
  }

  func gateRows(isTransposed: Bool) -> Int {
    isTransposed ? columns : rows
  }

  var isNamedRecurrent: Bool {
    let name = name.lowercased()
    return ["hh", "recurrent", "hidden", "_u", ".u", "w_h", "wh"].contains { name.contains($0) }
  }

  /// Whether its name says that it is no recurrent layer's.
  var isNamedOtherwise: Bool {
    let name = name.lowercased()
    return !isNamedRecurrent
      && ["emb", "linear", "dense", "fc", "output", "head"].contains { name.contains($0) }
  }
}

/// Bytes that two names have in common at their beginning, which count most, and at their end.
func likeness(_ first: String, _ second: String) -> (start: Int, end: Int) {
  let (one, two) = (Array(first.utf8), Array(second.utf8))
  let length = min(one.count, two.count)
  let start = zip(one, two).prefix { $0 == $1 }.count
  let end = zip(one.reversed(), two.reversed()).prefix { $0 == $1 }.count
  return (start, min(end, length - start))
}

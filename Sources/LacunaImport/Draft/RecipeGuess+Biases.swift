extension RecipeGuess {
  /// Each vector of a pair's extent goes to the pair whose names are most like its own.
  mutating func takeBiases(for pairs: inout [RecurrentGuess]) {
    let matrixNames = Set(matrices.filter { $0.rows > 2 }.map(\.name))
    var left: [SourceArray] = []
    for vector in vectors where !matrixNames.contains(vector.name) {
      let count = vector.shape.reduce(1, *)
      let fitting = pairs.indices.filter { pair in
        pairs[pair].biases.count < 2
          && (count == pairs[pair].gateRows || count == 2 * pairs[pair].gateRows)
      }
      let best = fitting.max { one, two in
        nearness(pairs[one], vector) < nearness(pairs[two], vector)
      }
      if let best {
        pairs[best].biases.append(vector)
        taken.formUnion(matrices.indices.filter { matrices[$0].name == vector.name })
      } else {
        left.append(vector)
      }
    }
    vectors = left
  }

  /// By names, and where those are equally like by the order in the file: a bias follows.
  private func nearness(_ pair: RecurrentGuess, _ vector: SourceArray) -> (Int, Int, Int) {
    let names = [matrices[pair.input].name, matrices[pair.recurrent].name]
    let position = positions[vector.name] ?? 0
    let matrix = positions[names[1]] ?? 0
    let (input, recurrent) = (
      likeness(names[0], vector.name), likeness(names[1], vector.name)
    )
    let best = input < recurrent ? recurrent : input
    return (
      best.start, best.end,
      position > matrix ? matrix - position : -file.arrays.count - matrix
    )
  }
}

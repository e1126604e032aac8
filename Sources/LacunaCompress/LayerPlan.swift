import LacunaDense
import LacunaFormat

/// One layer record of the file (`spec/graph.md`, Layer).
struct LayerPlan {
  let kind: LayerKind
  let inputSize: Int
  let outputSize: Int
  var direction = LayerDirection.forward
  var reset = ResetPosition.before
  var output = LinearOutput.none
  let matrix: Int
  var recurrentMatrix: Int?
  /// Index of the projection, and how many units it takes.
  var projection: (matrix: Int, hiddenSize: Int)?
  var bias: Int?
  var activations: [Int] = []
  var denseBiasCount = 0

  /// Indices of the matrices, as a layer's matrices are in order.
  var matrixIndices: [Int] {
    [matrix] + [recurrentMatrix, projection?.matrix].compactMap(\.self)
  }
}

extension DenseLayer {
  /// What the layer's matrices do.
  var role: MatrixRole {
    switch self {
    case .embedding: .embedding
    case .lstm, .gru: .recurrent
    case .linear: .linear
    }
  }
}

extension DenseDirection {
  /// The direction as the file has it.
  var record: LayerDirection {
    switch self {
    case .forward: .forward
    case .backward: .backward
    case .backwardBeside: .backwardBeside
    }
  }
}

extension DenseGRU {
  /// The biases as the file has them: r and z with both added, then the candidate's, added or, with
  /// reset after, one after the other.
  func fileBias(input: [Float], recurrent: [Float]) -> [Float] {
    let gates = 2 * hiddenSize
    let sums = zip(input, recurrent).map { $0 + $1 }
    guard resetAfter else { return sums }
    return Array(sums[..<gates] + input[gates...] + recurrent[gates...])
  }
}

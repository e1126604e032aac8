import LacunaDense
import LacunaFormat

/// One layer record of the file (`spec/graph.md`, Layer).
struct LayerPlan {
  let kind: LayerKind
  let inputSize: Int
  let outputSize: Int
  var reset = ResetPosition.before
  var output = LinearOutput.none
  let matrix: Int
  var recurrentMatrix: Int?
  var bias: Int?
  var activations: [Int] = []
  var denseBiasCount = 0
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

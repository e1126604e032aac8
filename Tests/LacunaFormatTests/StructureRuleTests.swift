import LacunaFormat
import LacunaTestSupport
import Testing

/// Rules G4 to G8 of spec/graph.md: networks, layers and the sizes that they share.
@Suite struct StructureRuleTests {
  private let sample = Samples.everything

  private func model(_ inputSize: Int, _ layers: [LayerPlan]) -> ModelDescription {
    RandomModel.make(
      [NetworkPlan(inputSize: inputSize, layers: layers)], style: RandomStyle(), seed: 5)
  }

  @Test func g4LayerCountsOfNetworksAddUp() {
    for network in sample.networks.indices {
      for count: UInt64 in [0, 2, 4, 7, 0x8000, 0xFFFF] {
        expectRefusal(
          sample, .g4, .g2, .g5, .g6, .g8, .g12, comment: "network \(network): \(count)"
        ) {
          $0[0].bytes.write(count, at: sample.networkOffset(network) + 6, size: 2)
        }
      }
    }
    var one = Samples.twoLinear
    one.networks[0].layers.removeLast()
    one.matrices.removeLast()
    one.biases.removeLast()
    expectRefusal(one, .g4) { $0[0].bytes.write(2, at: one.networkOffset(0) + 6, size: 2) }
    expectRefusal(Samples.twoLinear, .g4) {
      $0[0].bytes.write(1, at: Samples.twoLinear.networkOffset(0) + 6, size: 2)
    }
  }

  /// Two networks, one of them without layers, in a file whose counts add up.
  @Test func g4EveryNetworkHasALayer() {
    var description = Samples.twoLinear
    description.networks.append(NetworkDescription(name: "empty", layers: []))
    expectRefusal(description, .g4, .g2, .g8)
    description.networks.swapAt(0, 1)
    expectRefusal(description, .g4, .g2, .g8)
  }

  @Test func g5AnEmbeddingIsTheFirstLayer() {
    expectOpens(model(9, [.embedding(4), .linear(3)]).fileBytes())
    expectRefusal(model(9, [.embedding(4), .embedding(5), .linear(3)]), .g5)
    expectRefusal(model(9, [.linear(4), .embedding(5), .linear(3)]), .g5)
    expectRefusal(model(9, [.lstm(4), .embedding(5)]), .g5)
  }

  @Test func g5AnEmbeddingIsNotTheOnlyLayer() {
    expectRefusal(model(9, [.embedding(4)]), .g5)
    let plans = [
      NetworkPlan(inputSize: 9, layers: [.embedding(4), .linear(2)]),
      NetworkPlan(inputSize: 9, layers: [.embedding(4)]),
    ]
    expectRefusal(RandomModel.make(plans, style: RandomStyle(), seed: 1), .g5)
    expectRefusal(RandomModel.make(plans.reversed(), style: RandomStyle(), seed: 1), .g5)
  }

  @Test(arguments: [5, 7, 60])
  func g6ALayerTakesWhatTheOneBeforeItGives(size: Int) {
    let layers: [LayerPlan] = [.linear(6), .gru(6, reset: 1), .lstm(6), .linear(4)]
    let plan = model(6, layers)
    expectOpens(plan.fileBytes())
    for layer in 1..<4 {
      var wrong = plan
      let matrix = wrong.networks[0].layers[layer].matrix
      let other = model(size, [layers[layer]])
      wrong.networks[0].layers[layer].inputSize = size
      let name = wrong.matrices[matrix].name
      wrong.matrices[matrix] = other.matrices[0]
      wrong.matrices[matrix].name = name
      expectRefusal(wrong, .g6, comment: "layer \(layer)")
    }
  }

  @Test func g6AppliesWithinANetworkOnly() {
    let plans = [
      NetworkPlan(inputSize: 3, layers: [.linear(6)]),
      NetworkPlan(inputSize: 5, layers: [.linear(2)]),
    ]
    expectOpens(RandomModel.make(plans, style: RandomStyle(), seed: 6).fileBytes())
  }

  @Test func g8RowsAreAtMost2To24() {
    // 2^24 + 1 rows of one column in groups of 32 that run down it: 524,289 bytes of terms.
    let encoding = MatrixEncoding.terms(axis: .output, groupLog2: 5, k: 1)
    let rows = 1 << 24 + 1
    let description = model(2, [.embedding(1, encoding), .linear(1)])
    expectRefusal(description, .g8) {
      $0[0].bytes.write(UInt64(rows), at: description.layerOffset(0) + 4, size: 4)
      $0[0].bytes.write(UInt64(rows), at: description.matrixOffset(0) + 12, size: 4)
      let length = encoding.weightBytes(rows: rows, columns: 1)
      $0[2].bytes = [UInt8](repeating: 0, count: length)
      $0[3].bytes = [UInt8](repeating: 0, count: roundedUp(rows, to: 16))
    }
  }

  @Test func g8ColumnsAreAtMost65536() {
    let encoding = MatrixEncoding.terms(axis: .input, groupLog2: 3, k: 1)
    for (columns, opens) in [(65_536, true), (65_537, false)] {
      for encoding in [encoding, .int8, .codes] {
        let description = model(columns, [.linear(1, encoding)])
        if opens {
          expectOpens(description.fileBytes())
        } else {
          expectRefusal(description, .g8, .e2)
        }
      }
    }
  }

  /// A size of 0 cannot be the only thing that is wrong: shapes and lengths follow it.
  @Test func g8SizesAreAtLeastOne() {
    for layer in 0..<sample.layerCount {
      for field in [4, 8] {
        expectRefusal(sample, .g8, .g6, .g7, .g9, .g12, comment: "layer \(layer)") {
          $0[0].bytes.write(0, at: sample.layerOffset(layer) + field, size: 4)
        }
      }
    }
    for matrix in sample.matrices.indices {
      for field in [12, 16] {
        expectRefusal(sample, .g8, .g7, .g11, comment: "matrix \(matrix)") {
          $0[0].bytes.write(0, at: sample.matrixOffset(matrix) + field, size: 4)
        }
      }
    }
  }
}

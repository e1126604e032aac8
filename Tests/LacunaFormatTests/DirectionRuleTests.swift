import LacunaFormat
import LacunaTestSupport
import Testing

/// What spec/graph.md says of directions and projections: rules G2, G6, G7, G8, G9, G12, G14 and G18.
@Suite struct DirectionRuleTests {
  private func model(
    _ layers: [LayerPlan], inputSize: Int = 7, hasVocabulary: Bool = false
  ) -> ModelDescription {
    RandomModel.make(
      [NetworkPlan(inputSize: inputSize, layers: layers, hasVocabulary: hasVocabulary)],
      style: RandomStyle(), seed: 5)
  }

  /// Two directions with projections, a linear layer over both, and a layer that reads backward alone.
  private var sample: ModelDescription {
    model(
      [
        .lstm(6, projectedTo: 4, .codes), LayerPlan.lstm(5, projectedTo: 3).backwardBeside,
        .linear(8), LayerPlan.gru(5, reset: 1, .codes).backward, .gru(4, reset: 0),
        LayerPlan.gru(4, reset: 1).backwardBeside,
      ], hasVocabulary: true)
  }

  @Test func aModelWithAllOfThemOpensAndVerifies() {
    expectVerify(sample.fileBytes(), breaks: nil)
    let view = unsafe try? ModelView(validating: sample.fileBytes().span.bytes).layout
    #expect(view?.layerCount == 6)
  }

  @Test func recordsSayWhatTheyAre() throws {
    let file = sample.fileBytes()
    let view = unsafe try ModelView(validating: file.span.bytes)
    let network = view.network(at: 0)
    let directions = (0..<6).map { view.layer(at: $0).direction }
    #expect(
      directions == [.forward, .backwardBeside, .forward, .backward, .forward, .backwardBeside])
    let sizes = (0..<6).map { view.layer(at: $0).hiddenSize }
    #expect(sizes == [6, 5, 8, 5, 4, 4])
    #expect(view.layer(at: 0).outputSize == 4)
    #expect(view.stage(at: 0, in: network) == 0..<2)
    #expect(view.stage(at: 2, in: network) == 2..<3)
    #expect(view.lastStage(of: network) == 4..<6)
    #expect(view.outputSize(of: 4..<6) == 8)
    let isWhole = view.needsWholeSequence(network)
    #expect(isWhole)
  }

  @Test func g2DirectionsAreThoseOfTheKind() {
    for layer in 0..<sample.layerCount {
      let isLinear = layer == 2
      for value: UInt64 in isLinear ? [1, 2, 3, 255] : [3, 4, 128, 255] {
        expectRefusal(sample, .g2, comment: "layer \(layer), direction \(value)") {
          $0[0].bytes.write(value, at: sample.layerOffset(layer) + 1, size: 1)
        }
      }
    }
  }

  @Test func g2HiddenSizesAreZeroWithoutAProjection() {
    for layer in 2..<sample.layerCount {
      for offset in 36..<64 {
        expectRefusal(sample, .g2, comment: "layer \(layer), byte \(offset)") {
          $0[0].bytes.write(1, at: sample.layerOffset(layer) + offset, size: 1)
        }
      }
    }
    for offset in 40..<64 {
      expectRefusal(sample, .g2, comment: "byte \(offset)") {
        $0[0].bytes.write(1, at: sample.layerOffset(0) + offset, size: 1)
      }
    }
  }

  @Test func g6ALayerTakesWhatBothDirectionsGive() {
    for size in [4, 3, 8, 1] {
      var wrong = sample
      wrong.networks[0].layers[2].inputSize = size
      expectRefusal(wrong, .g6, comment: "\(size)")
    }
  }

  @Test func g7ProjectionsAreBelowTheirCountAndHaveTheShapeOfTheirLayers() {
    for value in [sample.matrices.count, 0x7FFF, 0xFFFE] {
      expectRefusal(sample, .g7) {
        $0[0].bytes.write(UInt64(value), at: sample.layerOffset(0) + 16, size: 2)
      }
    }
    for (rows, columns) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
      var generator = SplitMix64(seed: 7)
      var wrong = sample
      let matrix = sample.matrices[2]
      wrong.matrices[2] = .random(
        name: matrix.name, rows: matrix.rows + rows, columns: matrix.columns + columns,
        encoding: matrix.encoding, style: RandomStyle(), using: &generator)
      expectRefusal(wrong, .g7, comment: "\(rows), \(columns)")
    }
    // Without its projection, the recurrent weights have another shape than the layer asks for.
    expectRefusal(sample, .g7, .g2, .g18) {
      $0[0].bytes.write(0xFFFF, at: sample.layerOffset(0) + 16, size: 2)
    }
  }

  @Test func g8HiddenSizesAreFromOneTo2To24() {
    for size: UInt64 in [0, 1 << 24 + 1, 0x8000_0000, 0xFFFF_FFFF] {
      expectRefusal(sample, .g8, comment: "\(size)") {
        $0[0].bytes.write(size, at: sample.layerOffset(0) + 36, size: 4)
      }
    }
    for size: UInt64 in [1, 5, 7, 1 << 24] {
      expectRefusal(sample, .g7, comment: "\(size)") {
        $0[0].bytes.write(size, at: sample.layerOffset(0) + 36, size: 4)
      }
    }
  }

  @Test func g9BiasesAreOneForEachGateOfEachUnit() {
    var wrong = sample
    wrong.biases[0].values.removeLast(8)
    expectRefusal(wrong, .g9)
  }

  @Test func g12AVocabularyMayHaveAnEntryForEachOutputOfBothDirections() {
    #expect(sample.vocabularies[0].entries.count == 8)
    var wrong = sample
    wrong.vocabularies[0].entries.removeLast(4)
    expectRefusal(wrong, .g12)
  }

  @Test func g14AProjectionComesAfterTheRecurrentWeights() {
    // The projections of both directions have one shape, so that nothing but their order can be wrong.
    var shared = model(
      [.lstm(1, projectedTo: 4), LayerPlan.lstm(1, projectedTo: 4).backwardBeside], inputSize: 4)
    for (index, order) in [(2, 5), (5, 2)].enumerated() {
      shared.networks[0].layers[0].projection = order.0
      shared.networks[0].layers[1].projection = order.1
      expectVerify(shared.fileBytes(), breaks: index == 0 ? nil : .g14)
    }
  }

  @Test func g18ABackwardLayerBesideAnotherFollowsAForwardOneOfItsKind() {
    let forward = LayerPlan.lstm(4)
    let beside = LayerPlan.lstm(5).backwardBeside
    let stacks: [[LayerPlan]] = [
      [beside], [.linear(7), beside], [forward.backward, beside], [forward, beside, beside],
      [.gru(4, reset: 0), beside], [.lstm(4, projectedTo: 3), beside],
      [forward, LayerPlan.lstm(4, projectedTo: 3).backwardBeside], [.embedding(7), beside],
    ]
    for (index, layers) in stacks.enumerated() {
      expectRefusal(model(layers), .g18, comment: "stack \(index)")
    }
    expectOpens(model([forward, beside]).fileBytes())
  }

  @Test func g18DirectionsBesideOneAnotherAreInOneNetwork() {
    let plans = [
      NetworkPlan(inputSize: 7, layers: [.lstm(4)]),
      NetworkPlan(inputSize: 7, layers: [LayerPlan.lstm(4).backwardBeside]),
    ]
    expectRefusal(RandomModel.make(plans, style: RandomStyle(), seed: 1), .g18)
  }

  @Test func g18BothDirectionsTakeTheSameInput() {
    var wrong = model([.lstm(4), LayerPlan.lstm(5).backwardBeside])
    var generator = SplitMix64(seed: 3)
    wrong.networks[0].layers[1].inputSize = 8
    wrong.matrices[2] = .random(
      name: wrong.matrices[2].name, rows: 20, columns: 8, encoding: .int8, style: RandomStyle(),
      using: &generator)
    expectRefusal(wrong, .g18)
  }
}

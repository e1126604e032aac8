import LacunaFormat
import LacunaTestSupport
import Testing

/// Rule G7 of spec/graph.md: indices, and the shapes of what they lead to.
@Suite struct IndexRuleTests {
  private let sample = Samples.everything

  /// The sample with `value` as the index at `offset` of the graph section.
  private func expectIndexRefusal(
    _ value: Int, at offset: Int, _ what: Comment, at location: SourceLocation = #_sourceLocation
  ) {
    expectRefusal(sample, .g7, comment: "\(what.rawValue) = \(value)", at: location) {
      $0[0].bytes.write(UInt64(value), at: offset, size: 2)
    }
  }

  @Test func g7MatrixIndicesAreBelowTheirCount() {
    let count = sample.matrices.count
    for layer in 0..<sample.layerCount {
      for value in [count, count + 1, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF] {
        expectIndexRefusal(value, at: sample.layerOffset(layer) + 12, "matrix of layer \(layer)")
      }
    }
  }

  @Test func g7RecurrentMatricesBelongToRecurrentLayers() {
    let layers = sample.networks.flatMap(\.layers)
    let count = sample.matrices.count
    for (index, layer) in layers.enumerated() {
      let wrong =
        layer.recurrentMatrix == nil ? [0, count - 1, count] : [count, 0x8000, 0xFFFE, 0xFFFF]
      for value in wrong {
        expectIndexRefusal(
          value, at: sample.layerOffset(index) + 14, "recurrent matrix of layer \(index)")
      }
    }
  }

  @Test func g7OnlyAnLSTMHasAProjection() {
    let layers = sample.networks.flatMap(\.layers)
    for (index, layer) in layers.enumerated() where layer.kind != .lstm {
      for value in [0, 1, sample.matrices.count, 0xFFFE] {
        expectIndexRefusal(value, at: sample.layerOffset(index) + 16, "projection of \(index)")
      }
    }
  }

  @Test func g7BiasIndicesAreBelowTheirCount() {
    let layers = sample.networks.flatMap(\.layers)
    for (index, layer) in layers.enumerated() {
      let count = sample.biases.count
      let wrong = layer.kind == .embedding ? [0, count] : [count, 0x8000, 0xFFFE]
      for value in wrong {
        expectIndexRefusal(value, at: sample.layerOffset(index) + 18, "bias of layer \(index)")
      }
    }
  }

  @Test func aLayerMayHaveNoBias() {
    let layers = sample.networks.flatMap(\.layers)
    var sections = sample.sections()
    for index in layers.indices {
      sections[0].bytes.write(0xFFFF, at: sample.layerOffset(index) + 18, size: 2)
    }
    expectOpens(modelFile(sections))
  }

  @Test func g7ActivationIndicesAreThoseOfTheKind() {
    let layers = sample.networks.flatMap(\.layers)
    let count = sample.activations.count
    for (index, layer) in layers.enumerated() {
      for slot in 0..<6 {
        let isUsed = slot < layer.activations.count
        for value in isUsed ? [count, 0x8000, 0xFFFE, 0xFFFF] : [0, count, 0xFFFE] {
          expectIndexRefusal(
            value, at: sample.layerOffset(index) + 20 + 2 * slot,
            "activation \(slot) of layer \(index)")
        }
      }
    }
  }

  @Test func g7TableIndicesAreBelowTheirCount() {
    for (index, activation) in sample.activations.enumerated() {
      guard case .table = activation else { continue }
      for value in [sample.tables.count, 0x8000, 0xFFFE, 0xFFFF] {
        expectIndexRefusal(value, at: sample.activationOffset(index) + 2, "table of \(index)")
      }
    }
  }

  @Test func g7VocabularyIndicesAreBelowTheirCount() {
    for index in sample.networks.indices {
      for value in [sample.vocabularies.count, 0x8000, 0xFFFE] {
        expectIndexRefusal(value, at: sample.networkOffset(index) + 8, "vocabulary of \(index)")
      }
    }
  }

  /// Every matrix of every layer, one row or column more or less than the layer asks for.
  @Test func g7MatricesHaveTheShapeOfTheirLayers() {
    var generator = SplitMix64(seed: 7)
    for index in sample.matrices.indices {
      for (rowChange, columnChange) in [(1, 0), (-1, 0), (0, 1), (0, -1), (16, 0), (0, 32)] {
        var description = sample
        let matrix = sample.matrices[index]
        description.matrices[index] = .random(
          name: matrix.name, rows: matrix.rows + rowChange, columns: matrix.columns + columnChange,
          encoding: matrix.encoding, style: RandomStyle(), using: &generator)
        expectRefusal(
          description, .g7, comment: "matrix \(index), \(rowChange) rows, \(columnChange) columns")
      }
    }
  }

  /// One matrix as input and recurrent weights, one bias for two layers, one vocabulary for two
  /// networks.
  @Test func recordsMayBeShared() {
    var description = RandomModel.make(
      [NetworkPlan(inputSize: 4, layers: [.lstm(4), .lstm(4)], hasVocabulary: true)],
      style: RandomStyle(), seed: 9)
    for layer in 0..<2 {
      description.networks[0].layers[layer].matrix = 0
      description.networks[0].layers[layer].recurrentMatrix = 0
      description.networks[0].layers[layer].bias = 0
    }
    description.matrices.removeLast(3)
    description.biases.removeLast()
    description.networks.append(description.networks[0])
    description.networks[1].name = "again"
    expectOpens(description.fileBytes())
  }
}

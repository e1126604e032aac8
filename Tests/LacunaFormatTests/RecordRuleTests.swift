import LacunaFormat
import LacunaTestSupport
import Testing

/// Rules G1 and G2 of spec/graph.md: the graph's length, reserved bytes and enumerations.
@Suite struct RecordRuleTests {
  private let sample = Samples.everything

  /// Expects a refusal of the sample with one byte of the graph section changed.
  private func expectGraphRefusal(
    _ rules: Rule..., byte: Int, at offset: Int, at location: SourceLocation = #_sourceLocation
  ) {
    var sections = sample.sections()
    sections[0].bytes[offset] = UInt8(byte)
    let error = openingError(modelFile(sections))
    let comment: Comment = "graph byte \(offset) = \(byte)"
    #expect(error.map { rules.contains($0.rule) } == true, comment, sourceLocation: location)
  }

  @Test func g1TheGraphIsAsLongAsItsRecords() {
    let length = sample.graphBytes().count
    for change in [-64, -16, -1, 1, 16, 64] {
      expectRefusal(sample, .g1, comment: "\(change)") {
        $0[0].bytes = Array(($0[0].bytes + [UInt8](repeating: 0, count: 64))[..<(length + change)])
      }
    }
    for short in [1, 2, 14, 31, 32] {
      expectRefusal(sample, .g1, comment: "\(short) bytes") {
        $0[0].bytes = Array($0[0].bytes[..<short])
      }
    }
  }

  @Test func g1CountsDecideTheLength() {
    for field in 0..<5 {
      for value: UInt64 in [0, 0x7FFF, 0x8000, 0xFFFF] {
        expectRefusal(sample, .g1, .g2, .g4, .g8, .c9, comment: "count \(field) = \(value)") {
          $0[0].bytes.write(value, at: 2 * field, size: 2)
        }
      }
    }
  }

  @Test func g2ReservedBytesOfTheGraphAreZero() {
    var offsets = Array(14..<32)
    for index in sample.networks.indices {
      offsets += (10..<32).map { sample.networkOffset(index) + $0 }
    }
    for index in 0..<sample.layerCount {
      offsets += (36..<64).map { sample.layerOffset(index) + $0 }
    }
    for index in sample.matrices.indices {
      offsets += (Array(10..<12) + Array(20..<32)).map { sample.matrixOffset(index) + $0 }
    }
    for index in sample.biases.indices {
      offsets += (5..<16).map { sample.biasOffset(index) + $0 }
    }
    for index in sample.activations.indices {
      offsets += (10..<16).map { sample.activationOffset(index) + $0 }
    }
    for offset in offsets { expectGraphRefusal(.g2, byte: 1, at: offset) }
  }

  @Test(arguments: [0, 5, 6, 0x7F, 0x80, 0xFF])
  func g2LayerKindsAreKnown(kind: Int) {
    for layer in 0..<sample.layerCount {
      expectGraphRefusal(.g2, byte: kind, at: sample.layerOffset(layer))
    }
  }

  @Test func g2DirectionsAreForRecurrentLayersAlone() {
    for (index, layer) in sample.networks.flatMap(\.layers).enumerated() {
      let isRecurrent = layer.kind == .lstm || layer.kind == .gru
      for byte in isRecurrent ? [3, 0xFF] : [1, 2, 3, 0xFF] {
        expectGraphRefusal(.g2, byte: byte, at: sample.layerOffset(index) + 1)
      }
    }
  }

  @Test func g2ResetIsBeforeOrAfterAndOnlyForGRUs() {
    let layers = sample.networks.flatMap(\.layers)
    for (index, layer) in layers.enumerated() {
      let wrong = layer.kind == .gru ? [2, 0xFF] : [1, 2]
      for byte in wrong {
        expectGraphRefusal(.g2, byte: byte, at: sample.layerOffset(index) + 2)
      }
    }
  }

  @Test func g2OutputIsKnownAndOnlyForLinearLayers() {
    let layers = sample.networks.flatMap(\.layers)
    for (index, layer) in layers.enumerated() {
      let wrong = layer.kind == .linear ? [3, 0xFF] : [1, 2]
      for byte in wrong {
        expectGraphRefusal(.g2, .g7, byte: byte, at: sample.layerOffset(index) + 3)
      }
    }
  }

  @Test(arguments: [0, 4, 0xFF])
  func g2EncodingsAreKnown(encoding: Int) {
    for matrix in sample.matrices.indices {
      expectGraphRefusal(.g2, byte: encoding, at: sample.matrixOffset(matrix) + 6)
    }
  }

  @Test func g2AxisGroupAndTermsAreThoseOfTheEncoding() {
    for (index, matrix) in sample.matrices.enumerated() {
      let offset = sample.matrixOffset(index)
      if case .terms(_, let groupLog2, _) = matrix.encoding {
        for axis in [2, 0xFF] { expectGraphRefusal(.g2, byte: axis, at: offset + 7) }
        for log2 in [0, 1, 2, 6, 8, 64, 0xFF] {
          expectGraphRefusal(.g2, byte: log2, at: offset + 8)
        }
        for k in [0, (1 << groupLog2) + 1, 0x80, 0xFF] {
          expectGraphRefusal(.g2, byte: k, at: offset + 9)
        }
      } else {
        for field in 7...9 { expectGraphRefusal(.g2, byte: 1, at: offset + field) }
      }
    }
  }

  @Test func g2ActivationsAreOfAKnownKindAndUseTheirFieldsOnly() {
    for (index, activation) in sample.activations.enumerated() {
      let offset = sample.activationOffset(index)
      for kind in [0, 3, 0xFF] { expectGraphRefusal(.g2, byte: kind, at: offset) }
      switch activation {
      case .clipped:
        for shift in [8, 0x80, 0xFF] { expectGraphRefusal(.g2, byte: shift, at: offset + 1) }
        expectGraphRefusal(.g2, .g7, byte: 0, at: offset + 2)
      case .table:
        expectGraphRefusal(.g2, byte: 1, at: offset + 1)
        for field in 4..<10 { expectGraphRefusal(.g2, .g10, byte: 1, at: offset + field) }
      }
    }
  }

  @Test func g2TheVocabularyUnitIsKnown() {
    for index in sample.vocabularies.indices {
      for unit: UInt8 in [0, 3, 0xFF] {
        expectRefusal(sample, .g2, .g12) {
          $0[sample.vocabularySection(index)].bytes[0] = unit
        }
      }
      for reserved in 1...3 {
        expectRefusal(sample, .g2, .g12) {
          $0[sample.vocabularySection(index)].bytes[reserved] = 1
        }
      }
    }
  }

  @Test func g2TheMetadataTypeIsKnown() {
    for type: UInt8 in [0, 5, 0xFF] {
      expectRefusal(sample, .g2, .g13) { $0[sample.metadataSection].bytes[8 + 2] = type }
    }
    expectRefusal(sample, .g2, .g13) { $0[sample.metadataSection].bytes[8 + 3] = 1 }
  }
}

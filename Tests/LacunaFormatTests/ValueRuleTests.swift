import LacunaFormat
import LacunaTestSupport
import Testing

/// Rules G9, G10, G11 and G17 of spec/graph.md, E1 and E2 of spec/encodings.md: the values that
/// the engine's arithmetic relies on, and the lengths of sections.
@Suite struct ValueRuleTests {
  private let sample = Samples.everything

  @Test func g9BiasesHaveTheCountOfTheirLayer() {
    for bias in sample.biases.indices {
      var more = sample
      more.biases[bias].values.append(0)
      expectRefusal(more, .g9, comment: "bias \(bias)")
      var fewer = sample
      fewer.biases[bias].values.removeLast()
      expectRefusal(fewer, .g9, comment: "bias \(bias)")
    }
    // A GRU's bias has 4·hidden values with reset after, 3·hidden with reset before.
    var swapped = sample
    let hidden = sample.networks[1].layers[0].outputSize
    let gru = sample.networks[1].layers[0].bias ?? 0
    swapped.biases[gru].values = [Int](repeating: 1, count: 3 * hidden)
    expectRefusal(swapped, .g9)
  }

  @Test func g9BiasSectionsHoldTheirCount() {
    for bias in sample.biases.indices {
      for change in [-2, -1, 1, 2] {
        expectRefusal(sample, .g9, .g11, comment: "bias \(bias), \(change) bytes") {
          let section = sample.biasSection(bias)
          let bytes = $0[section].bytes + [0, 0]
          $0[section].bytes = Array(bytes[..<(bytes.count - 2 + change)])
        }
      }
      for count: UInt64 in [0, 1 << 15, 1 << 31, 0xFFFF_FFFF] {
        expectRefusal(sample, .g9, .g11, .g8, comment: "bias \(bias), count \(count)") {
          $0[0].bytes.write(count, at: sample.biasOffset(bias), size: 4)
        }
      }
    }
  }

  @Test func g9BiasExponentsAreThoseOfTheKind() {
    for layer in sample.networks.flatMap(\.layers) {
      guard let bias = layer.bias else { continue }
      let least = layer.kind == .linear ? -16 : -12
      for exponent in [least, -1, 0] {
        var right = sample
        right.biases[bias].exponent = exponent
        expectOpens(right.fileBytes(), "\(layer.kind), \(exponent)")
      }
      for exponent in [least - 1, 1, 127, -128] {
        var wrong = sample
        wrong.biases[bias].exponent = exponent
        expectRefusal(wrong, .g9, comment: "\(layer.kind), \(exponent)")
      }
    }
  }

  @Test func g10ClippedActivationsHaveLowUpToHigh() {
    for index in sample.activations.indices {
      guard case .clipped = sample.activations[index] else { continue }
      for (low, high) in [(1, 0), (32767, 32766), (0, -32767), (32767, -32767)] {
        var wrong = sample
        wrong.activations[index] = .clipped(shift: 0, offset: 0, low: low, high: high)
        expectRefusal(wrong, .g10, comment: "\(low) to \(high)")
      }
      for (low, high) in [(0, 0), (32767, 32767), (0, 32767)] {
        var right = sample
        right.activations[index] = .clipped(shift: 7, offset: -32768, low: low, high: high)
        expectOpens(right.fileBytes(), "\(low) to \(high)")
      }
    }
  }

  @Test func g10NoActivationGivesMinus32768() {
    for index in sample.activations.indices {
      guard case .clipped = sample.activations[index] else { continue }
      for high in [-32768, 0] {
        var wrong = sample
        wrong.activations[index] = .clipped(shift: 0, offset: 0, low: -32768, high: high)
        expectRefusal(wrong, .g10, .g17)
      }
    }
    for entry in 0..<257 {
      var wrong = sample
      wrong.tables[0][entry] = -32768
      expectRefusal(wrong, .g10, comment: "entry \(entry)")
      wrong.tables[0][entry] = -32767
      expectOpens(wrong.fileBytes(), "entry \(entry)")
    }
  }

  /// The sample's first GRU has a table of its own as update gate, its second a clipped one.
  @Test func g17UpdateGatesAreNeverNegative() {
    for entry in 0..<257 {
      var wrong = sample
      wrong.tables[1][entry] = -1
      expectRefusal(wrong, .g17, comment: "entry \(entry)")
    }
    let gate = sample.networks[1].layers[1].activations[1]
    for low in [-1, -32767] {
      var wrong = sample
      wrong.activations[gate] = .clipped(shift: 2, offset: 0, low: low, high: 32767)
      expectRefusal(wrong, .g17, comment: "low \(low)")
    }
    // Reset and candidate may be negative, but not by a record that is the update gate's too.
    var shared = sample
    shared.networks[1].layers[0].activations[1] = shared.networks[1].layers[0].activations[0]
    expectRefusal(shared, .g17)
  }

  @Test func g11WeightsAndRowExponentsHaveTheirLength() {
    for matrix in sample.matrices.indices {
      for section in [sample.weightsSection(matrix), sample.rowExponentsSection(matrix)] {
        for change in [-16, -1, 1, 16, 64] {
          expectRefusal(sample, .g11, .c8, comment: "section \(section), \(change) bytes") {
            let bytes = $0[section].bytes + [UInt8](repeating: 0, count: 64)
            $0[section].bytes = Array(bytes[..<max(1, bytes.count - 64 + change)])
          }
        }
      }
    }
  }

  @Test func g11TablesHave257Values() {
    for table in sample.tables.indices {
      for change in [-512, -2, -1, 1, 2] {
        expectRefusal(sample, .g11, comment: "table \(table), \(change) bytes") {
          let section = sample.tableSection(table)
          $0[section].bytes = Array(($0[section].bytes + [0, 0])[..<(514 + change)])
        }
      }
    }
  }

  @Test func e1CodebooksHaveZeroFirstNoMinus128AndNothingPastTheLastCode() {
    for (index, matrix) in sample.matrices.enumerated() {
      let codebook = sample.matrixOffset(index) + 32
      let used = matrix.encoding.codeCount
      for entry in 0..<32 {
        let wrong: [UInt64] = entry == 0 || entry >= used ? [1, 0x7F, 0x80, 0xFF] : [0x80]
        for value in wrong {
          expectRefusal(sample, .e1, .g2, comment: "matrix \(index), entry \(entry)") {
            $0[0].bytes.write(value, at: codebook + entry, size: 1)
          }
        }
      }
    }
  }

  @Test func e2NoAccumulatorTakesMoreThan65536Integers() {
    for (columns, k, opens) in [
      (32_768, 2, true), (32_769, 2, false), (2048, 32, true),
      (2049, 32, false), (65_536, 1, true), (65_536, 2, false),
    ] {
      let encoding = MatrixEncoding.terms(axis: .output, groupLog2: 5, k: k)
      let description = RandomModel.make(
        [NetworkPlan(inputSize: columns, layers: [.linear(3, encoding)])], style: RandomStyle(),
        seed: 8)
      if opens {
        expectOpens(description.fileBytes(), "k = \(k), \(columns) columns")
      } else {
        expectRefusal(description, .e2, comment: "k = \(k), \(columns) columns")
      }
    }
    // On the input axis and for dense encodings the bound on columns keeps this one.
    let full = MatrixEncoding.terms(axis: .input, groupLog2: 3, k: 8)
    let description = RandomModel.make(
      [NetworkPlan(inputSize: 65_536, layers: [.linear(1, full)])], style: RandomStyle(), seed: 8)
    expectOpens(description.fileBytes())
  }
}

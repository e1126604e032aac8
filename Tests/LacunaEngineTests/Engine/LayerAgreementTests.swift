import LacunaTestSupport
import Testing

/// Every kind of layer in every encoding, engine against oracle.
@Suite struct LayerAgreementTests {
  /// Fills, codebooks and ranges that each case goes through.
  private static let styles = [
    RandomStyle(),
    RandomStyle(codebook: .shift, activations: .clipped),
    RandomStyle(fill: .arbitrary, range: .arbitrary, activations: .arbitraryTables),
    RandomStyle(fill: .arbitrary, activations: .arbitraryClipped),
    RandomStyle(codebook: .extreme, range: .arbitrary, activations: .clipped),
  ]

  private func check(
    _ encoding: MatrixEncoding, inputSizes: [Int], layers: (MatrixEncoding, Int) -> [LayerPlan],
    at location: SourceLocation = #_sourceLocation
  ) throws {
    for (index, style) in Self.styles.enumerated() {
      for inputSize in inputSizes {
        let seed = UInt64(1000 * index + inputSize)
        let plan = NetworkPlan(inputSize: inputSize, layers: layers(encoding, inputSize))
        try expectAgreement(
          RandomModel.make([plan], style: style, seed: seed), seed: seed,
          comment: "\(encoding), \(inputSize) inputs, \(style)", at: location)
      }
    }
  }

  @Test(arguments: EncodingCases.all, 0...2)
  func linear(_ encoding: MatrixEncoding, output: Int) throws {
    try check(encoding, inputSizes: [1, 16, 37, 70]) { encoding, inputs in
      [.linear(inputs == 16 ? 32 : 35, output: output, encoding)]
    }
  }

  @Test(arguments: EncodingCases.all)
  func lstm(_ encoding: MatrixEncoding) throws {
    try check(encoding, inputSizes: [1, 16, 37]) { encoding, inputs in
      [.lstm(inputs == 16 ? 16 : 11, encoding)]
    }
  }

  @Test(arguments: EncodingCases.all, 0...1)
  func gru(_ encoding: MatrixEncoding, reset: Int) throws {
    try check(encoding, inputSizes: [1, 16, 37]) { encoding, inputs in
      [.gru(inputs == 16 ? 16 : 11, reset: reset, encoding)]
    }
  }

  @Test(arguments: EncodingCases.all)
  func projectedLSTM(_ encoding: MatrixEncoding) throws {
    try check(encoding, inputSizes: [1, 16, 37]) { encoding, inputs in
      [
        .lstm(inputs == 16 ? 16 : 11, projectedTo: inputs == 1 ? 23 : 7, encoding),
        .lstm(5, projectedTo: 3, encoding),
      ]
    }
  }

  @Test(arguments: EncodingCases.all)
  func bothDirections(_ encoding: MatrixEncoding) throws {
    try check(encoding, inputSizes: [1, 16]) { encoding, inputs in
      if inputs == 1 {
        let lstm = LayerPlan.lstm(6, encoding)
        return [lstm, LayerPlan.lstm(11, encoding).backwardBeside, .linear(9, encoding)]
      }
      return [
        .gru(16, reset: 0, encoding), LayerPlan.gru(5, reset: 1, encoding).backwardBeside,
        .lstm(9, projectedTo: 4, encoding),
        LayerPlan.lstm(8, projectedTo: 5, encoding).backwardBeside,
        LayerPlan.gru(7, reset: 1, encoding).backward,
      ]
    }
  }

  @Test(arguments: EncodingCases.all)
  func embedding(_ encoding: MatrixEncoding) throws {
    try check(encoding, inputSizes: [1, 16, 37]) { encoding, inputs in
      [.embedding(inputs == 16 ? 16 : 21, encoding), .linear(5)]
    }
  }

  /// Input and recurrent weights in different encodings; layers without bias.
  @Test(arguments: EncodingCases.few, EncodingCases.few)
  func mixedEncodings(_ input: MatrixEncoding, _ recurrent: MatrixEncoding) throws {
    for (index, style) in Self.styles.enumerated() {
      var lstm = LayerPlan.lstm(9, input)
      lstm.recurrentEncoding = recurrent
      lstm.hasBias = false
      var gru = LayerPlan.gru(7, reset: index % 2, input)
      gru.recurrentEncoding = recurrent
      gru.hasBias = index % 3 == 0
      var linear = LayerPlan.linear(5, output: index % 3, input)
      linear.hasBias = false
      let plan = NetworkPlan(inputSize: 18, layers: [lstm, gru, linear])
      try expectAgreement(
        RandomModel.make([plan], style: style, seed: UInt64(index)), seed: UInt64(index),
        comment: "\(input), \(recurrent), \(style)")
    }
  }
}

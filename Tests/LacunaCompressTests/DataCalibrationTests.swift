import LacunaCompress
import LacunaDense
import LacunaFormat
import Testing

/// Integers and biases chosen for the data that a model is run on.
struct DataCalibrationTests {
  private static let size = 10
  private static let inputs = 6

  private func gru(resetAfter: Bool, seed: UInt64) throws -> DenseGRU {
    try DenseGRU(
      input: randomMatrix("ih\(seed)", rows: 30, columns: Self.inputs, seed: seed),
      recurrent: randomMatrix("hh\(seed)", rows: 30, columns: Self.size, seed: seed + 1),
      inputBias: (0..<30).map { Float($0) / 64 }, recurrentBias: (0..<30).map { -Float($0) / 128 },
      sourceBiasCount: 60, resetAfter: resetAfter)
  }

  private func network(_ name: String, _ layers: DenseLayer...) throws -> DenseNetwork {
    try DenseNetwork(name: name, layers: layers)
  }

  /// Features that are not zero on average, and hang together.
  private func features(_ count: Int, seed: UInt64) -> [DenseSequence] {
    var numbers = SeededNumbers(seed: seed)
    return (0..<count).map { _ in
      .features(
        (0..<12).map { _ in
          let common = numbers.weight(scale: 1) + 0.5
          return (0..<Self.inputs).map { Float($0) / 4 * common + numbers.weight(scale: 0.3) }
        })
    }
  }

  private func options(
    _ encoding: MatrixEncoding, _ calibration: Calibration
  ) throws -> CompressionOptions {
    var options = CompressionOptions()
    options.encoding.choose(encoding, for: .recurrent)
    options.encoding.choose(encoding, for: .linear)
    options.calibration = calibration
    return options
  }

  /// The mean of what rows of a matrix meet from `firstRow` on.
  private func mean(
    _ matrix: DenseMatrix, firstRow: Int = 0, _ network: DenseNetwork, _ data: [DenseSequence],
    from states: [[DenseRecurrentState]]? = nil
  ) throws -> [Float] {
    var sum = [Float](repeating: 0, count: matrix.columns)
    var count: Float = 0
    var session = DenseSession(network: network)
    for (index, sequence) in data.enumerated() {
      session.reset()
      if let states { try session.setStates(states[index]) }
      _ = try session.run(sequence) { met, rows, vector in
        guard met.identity == matrix.identity, rows.contains(firstRow) else { return }
        for column in vector.indices { sum[column] += vector[column] }
        count += 1
      }
    }
    return sum.map { $0 / count }
  }

  /// What rows are short of on average.
  private func shortfall(
    _ dense: DenseMatrix, _ found: PlainMatrix, mean: [Float], rows: Range<Int>
  ) -> [Float] {
    let weights = dense.values()
    let values = found.values
    return rows.map { row in
      mean.indices.reduce(0) {
        $0 + (weights[row * dense.columns + $1] - values[row * dense.columns + $1]) * mean[$1]
      }
    }
  }

  @Test(
    "Outputs err less than without, on data that were not calibrated on",
    arguments: [MatrixEncoding.int8, .codes, .terms(k: 4, g: 8)])
  func outputs(_ encoding: MatrixEncoding) throws {
    let layer = try gru(resetAfter: true, seed: 81)
    let network = try network("main", .gru(layer))
    let model = DenseModel(networks: [network])
    let data = Calibration.data(["main": features(40, seed: 82)])
    func error(_ calibration: Calibration) throws -> Float {
      let compressed = try compress(model, options: options(encoding, calibration))
      _ = unsafe try ModelView(validating: compressed.bytes.span.bytes)
      let file = PlainFile(compressed.bytes)
      let bias = file.bias(0)
      let step = Float(sign: .plus, exponent: bias.exponent, significand: 1)
      let biases = bias.values.map { Float($0) * step }
      let found = try DenseGRU(
        input: DenseMatrix(name: "i", rows: 30, columns: 6, values: file.matrix(0).values),
        recurrent: DenseMatrix(name: "r", rows: 30, columns: 10, values: file.matrix(1).values),
        inputBias: Array(biases[..<30]),
        recurrentBias: [Float](repeating: 0, count: 20) + biases[30...], sourceBiasCount: 60,
        resetAfter: true)
      var sum: Float = 0
      for sequence in features(20, seed: 83) {
        var dense = DenseSession(network: network)
        var other = DenseSession(network: try self.network("main", .gru(found)))
        for (value, expected) in zip(
          try other.run(sequence).joined(), try dense.run(sequence).joined())
        {
          sum += (value - expected) * (value - expected)
        }
      }
      return sum
    }
    let plain = try error(.none)
    let calibrated = try error(data)
    #expect(calibrated < 0.9 * plain, "\(calibrated) of \(plain)")
  }

  @Test("Biases make up for what products err by on average", arguments: [true, false])
  func biases(resetAfter: Bool) throws {
    let layer = try gru(resetAfter: resetAfter, seed: 84)
    let linear = try DenseLinear(
      weight: randomMatrix("out", rows: 7, columns: Self.size, seed: 86),
      bias: (0..<7).map { Float($0) / 8 })
    let network = try network("main", .gru(layer), .linear(linear))
    let data = features(8, seed: 87)
    let compressed = try compress(
      DenseModel(networks: [network]), options: options(.codes, .data(["main": data])))
    let file = PlainFile(compressed.bytes)
    #expect(compressed.matrices.allSatisfy { $0.isCalibrated })

    let input = shortfall(
      layer.input, file.matrix(0), mean: try mean(layer.input, network, data), rows: 0..<30)
    let gates = shortfall(
      layer.recurrent, file.matrix(1), mean: try mean(layer.recurrent, network, data),
      rows: 0..<20)
    // With the reset before, the candidate's rows meet something else.
    let candidate = shortfall(
      layer.recurrent, file.matrix(1),
      mean: try mean(layer.recurrent, firstRow: 20, network, data), rows: 20..<30)
    let inputBias = zip(layer.inputBias, input).map { $0 + $1 }
    let recurrentBias = zip(layer.recurrentBias, gates + candidate).map { $0 + $1 }
    let sums = zip(inputBias, recurrentBias).map { $0 + $1 }
    let expected =
      resetAfter ? sums[..<20] + inputBias[20...] + recurrentBias[20...] : sums[...]
    let found = file.bias(0)
    let step = Float(sign: .plus, exponent: found.exponent, significand: 1)
    // A block of rows that has some of both parts counts with the first: here rows 16 to 29.
    let compared = resetAfter ? Array(expected.indices) : Array(0..<20)
    #expect(found.values.count == expected.count)
    for index in compared {
      #expect(abs(Float(found.values[index]) * step - expected[index]) < 0.51 * step + 1e-5)
    }
    let output = shortfall(
      linear.weight, file.matrix(2), mean: try mean(linear.weight, network, data), rows: 0..<7)
    let outputBias = file.bias(1)
    let outputStep = Float(sign: .plus, exponent: outputBias.exponent, significand: 1)
    for row in 0..<7 {
      let expected = Float(row) / 8 + output[row]
      #expect(abs(Float(outputBias.values[row]) * outputStep - expected) < outputStep)
    }
  }

  @Test("A network begins with the states that the one before it ends the sequence in")
  func states() throws {
    let first = try gru(resetAfter: true, seed: 88)
    let second = try gru(resetAfter: true, seed: 90)
    let networks = [try network("first", .gru(first)), try network("second", .gru(second))]
    let model = DenseModel(networks: networks)
    let (before, after) = (features(6, seed: 92), features(6, seed: 93))
    func recurrentBias(_ data: [String: [DenseSequence]]) throws -> (PlainFile, [Float]) {
      let file = PlainFile(try compress(model, options: options(.codes, .data(data))).bytes)
      let bias = file.bias(1)
      let step = Float(sign: .plus, exponent: bias.exponent, significand: 1)
      return (file, bias.values[30...].map { Float($0) * step })
    }
    var session = DenseSession(network: networks[0])
    let ends = try before.map { sequence in
      session.reset()
      _ = try session.run(sequence)
      return session.states
    }
    let zeros = ends.map { _ in
      [DenseRecurrentState(hidden: [Float](repeating: 0, count: Self.size))]
    }
    for (data, starts) in [
      (["first": before, "second": after], ends), (["second": after], zeros),
      // As many sequences are needed for them to go together.
      (["first": Array(before.dropLast()), "second": after], zeros),
    ] {
      let (file, found) = try recurrentBias(data)
      let mean = try mean(second.recurrent, networks[1], after, from: starts)
      let short = shortfall(second.recurrent, file.matrix(3), mean: mean, rows: 20..<30)
      for unit in 0..<Self.size {
        let expected = second.recurrentBias[20 + unit] + short[unit]
        #expect(abs(found[unit] - expected) < 1.0 / 4096)
      }
    }
  }

  @Test("Data that are not for the model are refused with their place")
  func refusals() throws {
    let model = DenseModel(networks: [
      try network("main", .gru(try gru(resetAfter: true, seed: 94)))
    ])
    func error(_ data: [String: [DenseSequence]]) throws -> CompressionError? {
      do throws(CompressionError) {
        _ = try Observations(of: model, calibration: .data(data))
        return nil
      } catch {
        return error
      }
    }
    #expect(try error(["other": []]) == .unknownNetwork(name: "other", known: ["main"]))
    #expect(
      try error([
        "main": [.features([[0, 0, 0, 0, 0, 0]]), .features([[0, 0, 0, 0, 0, 0], [1]])]
      ])
        == .calibrationInput(
          network: "main", sequence: 1, step: 1, problem: .featureCount(expected: 6, found: 1)))
    #expect(
      try error(["main": [.tokens([1])]])
        == .calibrationInput(
          network: "main", sequence: 0, step: 0,
          problem: .wrongKindOfInput(takesTokens: false)))
    #expect(try error(["main": features(2, seed: 95)]) == nil)
  }
}

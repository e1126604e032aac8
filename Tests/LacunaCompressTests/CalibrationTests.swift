import LacunaCompress
import LacunaDense
import LacunaFormat
import Testing

/// Integers chosen for the error of products.
struct CalibrationTests {
  private static let size = 12
  private static let ids = 6

  /// A small language model.
  private func model() throws -> DenseModel {
    let lstm = try DenseLSTM(
      input: randomMatrix("ih", rows: 4 * Self.size, columns: Self.size, seed: 61),
      recurrent: randomMatrix("hh", rows: 4 * Self.size, columns: Self.size, seed: 62),
      bias: [Float](repeating: 0.1, count: 4 * Self.size), sourceBiasCount: 4 * Self.size)
    return DenseModel(networks: [
      try DenseNetwork(
        name: "main",
        layers: [
          .embedding(
            DenseEmbedding(
              weight: randomMatrix("table", rows: Self.ids, columns: Self.size, seed: 63))),
          .lstm(lstm),
          .linear(
            DenseLinear(
              weight: randomMatrix("out", rows: Self.ids, columns: Self.size, seed: 64))),
        ])
    ])
  }

  private func options(
    _ encoding: MatrixEncoding, axis: String, _ calibration: Calibration
  ) throws -> CompressionOptions {
    var options = CompressionOptions()
    options.encoding.choose(encoding, for: .recurrent)
    try options.axis.choose(parsing: axis)
    options.calibration = calibration
    return options
  }

  /// The squared error of the recurrent products along a run on tokens of its own.
  private func productError(_ decoded: [Float], _ model: DenseModel) throws -> Double {
    guard case .lstm(let lstm) = model.networks[0].layers[1] else { return .infinity }
    let weights = lstm.recurrent.values()
    var session = DenseSession(network: model.networks[0])
    var numbers = SeededNumbers(seed: 65)
    var error = 0.0
    for _ in 0..<200 {
      _ = try session.step(token: numbers.below(Self.ids))
      let hidden = session.states[0].hidden
      for row in 0..<4 * Self.size {
        var sum: Float = 0
        for column in 0..<Self.size {
          let place = row * Self.size + column
          sum += (decoded[place] - weights[place]) * hidden[column]
        }
        error += Double(sum * sum)
      }
    }
    return error
  }

  @Test(
    "Products err less, in a valid and canonical file",
    arguments: [
      (MatrixEncoding.codes, "input"), (.terms(k: 4, g: 8), "input"),
      (.terms(k: 4, g: 8), "output"),
    ])
  func products(_ encoding: MatrixEncoding, _ axis: String) throws {
    let model = try model()
    let plain = try compress(model, options: options(encoding, axis: axis, .none))
    let calibrated = try compress(model, options: options(encoding, axis: axis, .selfRun))
    #expect(calibrated.matrices[2].isCalibrated && !plain.matrices[2].isCalibrated)
    #expect(calibrated.matrices[0].isCalibrated, "for the products of its rows")
    _ = unsafe try ModelView(validating: calibrated.bytes.span.bytes)
    let before = try productError(PlainFile(plain.bytes).matrix(2).values, model)
    let found = PlainFile(calibrated.bytes).matrix(2)
    #expect(try productError(found.values, model) < 0.8 * before)
    let weights = try #require(model.networks[0].layers[1].matrices.last).values()
    var error = 0.0
    var norm = 0.0
    for (value, found) in zip(weights, found.values) {
      error += Double(value - found) * Double(value - found)
      norm += Double(value) * Double(value)
    }
    let relativeError = (error / norm).squareRoot()
    #expect(abs(calibrated.matrices[2].relativeError - relativeError) < 1e-5)
    guard case .terms(_, let g) = encoding else { return }
    for row in 0..<4 * Self.size {
      for column in 0..<Self.size {
        let group = found.group(row, column)
        let present = group.prefix { $0 != 0 }
        let places = present.map { (Int($0) % g) << 8 | Int($0) / g }
        #expect(zip(places, places.dropFirst()).allSatisfy { $0 < $1 })
        #expect(group.dropFirst(present.count).allSatisfy { $0 == 0 })
      }
    }
  }

  @Test("A small model that takes tokens is calibrated unless asked otherwise")
  func automatic() throws {
    let model = try model()
    let asked = try compress(model, options: options(.codes, axis: "input", .selfRun))
    let automatic = try compress(model, options: options(.codes, axis: "input", .automatic))
    #expect(asked.bytes == automatic.bytes)
  }

  @Test("A network that takes features is left alone unless asked for")
  func features() throws {
    let gru = try DenseGRU(
      input: randomMatrix("ih", rows: 24, columns: 8, seed: 66),
      recurrent: randomMatrix("hh", rows: 24, columns: 8, seed: 67),
      inputBias: [Float](repeating: 0, count: 24),
      recurrentBias: [Float](repeating: 0, count: 24), sourceBiasCount: 0, resetAfter: true)
    let model = DenseModel(networks: [try DenseNetwork(name: "main", layers: [.gru(gru)])])
    let none = try compress(model, options: options(.codes, axis: "input", .none))
    let automatic = try compress(model, options: options(.codes, axis: "input", .automatic))
    let asked = try compress(model, options: options(.codes, axis: "input", .selfRun))
    #expect(none.bytes == automatic.bytes)
    // Noise says nothing of what the first matrix meets; it says something of the state.
    #expect(!asked.matrices[0].isCalibrated && asked.matrices[1].isCalibrated)
  }

  @Test("Weights that are held exactly stay")
  func exactWeights() throws {
    let powers: [Float] = [0, 1, 2, 4, 8, -1, -2, -4, -8]
    var numbers = SeededNumbers(seed: 68)
    let table = randomMatrix("table", rows: 9, columns: 8, seed: 69)
    let layer = try DenseLinear(
      weight: DenseMatrix(
        name: "out", rows: 9, columns: 8,
        values: (0..<72).map { _ in powers[numbers.below(9)] / 16 }))
    let model = DenseModel(networks: [
      try DenseNetwork(
        name: "main", layers: [.embedding(DenseEmbedding(weight: table)), .linear(layer)])
    ])
    var options = CompressionOptions()
    options.encoding.choose(.codes, for: .linear)
    options.codebook.choose(.shift, for: .linear)
    let compressed = try compress(model, options: options)
    #expect(compressed.matrices[1].isCalibrated)
    #expect(compressed.matrices[1].relativeError == 0)
  }
}

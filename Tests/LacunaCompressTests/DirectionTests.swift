import LacunaCompress
import LacunaDense
import LacunaFormat
import Testing

/// Directions and projections as records.
struct DirectionTests {
  private func lstm(_ name: String, direction: DenseDirection) throws -> DenseLayer {
    .lstm(
      try DenseLSTM(
        input: randomMatrix("\(name)ih", rows: 24, columns: 9, seed: 1),
        recurrent: randomMatrix("\(name)hh", rows: 24, columns: 4, seed: 2),
        projection: randomMatrix("\(name)hr", rows: 4, columns: 6, seed: 3),
        bias: [Float](repeating: 0.5, count: 24), sourceBiasCount: 24, direction: direction))
  }

  private func model() throws -> DenseModel {
    let gru = try DenseGRU(
      input: randomMatrix("gih", rows: 9, columns: 8, seed: 4),
      recurrent: randomMatrix("ghh", rows: 9, columns: 3, seed: 5),
      inputBias: [Float](repeating: 0, count: 9), recurrentBias: [Float](repeating: 0, count: 9),
      sourceBiasCount: 0, resetAfter: true, direction: .backward)
    return DenseModel(networks: [
      try DenseNetwork(
        name: "main",
        layers: [
          try lstm("f", direction: .forward), try lstm("b", direction: .backwardBeside),
          .gru(gru),
        ])
    ])
  }

  @Test("Each direction is a record with its own matrices, in the order of first use")
  func records() throws {
    let compressed = try compress(model())
    let view = unsafe try ModelView(validating: compressed.bytes.span.bytes)
    try view.verify()
    let directions = (0..<3).map { view.layer(at: $0).direction }
    #expect(directions == [.forward, .backwardBeside, .backward])
    let projections = (0..<3).map { view.layer(at: $0).projection }
    #expect(projections == [2, 5, nil])
    #expect((0..<3).map { view.layer(at: $0).hiddenSize } == [6, 6, 3])
    #expect((0..<3).map { view.layer(at: $0).outputSize } == [4, 4, 3])
    #expect(
      compressed.matrices.map(\.name) == ["fih", "fhh", "fhr", "bih", "bhh", "bhr", "gih", "ghh"])
  }

  @Test(
    "A projection is a recurrent layer's matrix: bare choices are for it, and it is counted there")
  func scope() throws {
    var options = CompressionOptions()
    try options.encoding.choose(parsing: "codes")
    let compressed = try compress(model(), options: options)
    #expect(compressed.matrices.map(\.encoding) == Array(repeating: .codes, count: 8))
    #expect(
      compressed.recurrent.weightCount == 2 * (24 * 9 + 24 * 4 + 4 * 6) + 9 * 8 + 9 * 3)
  }

  @Test("Converting twice gives the same bytes")
  func canonical() throws {
    #expect(try compress(model()).bytes == compress(model()).bytes)
  }
}

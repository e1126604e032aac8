import LacunaCompress
import LacunaDense
import Testing

/// What the compressor gives does not depend on how many threads it works with.
struct ThreadTests {
  /// An encoder and a decoder that takes over its states, of several blocks of rows each.
  private func model() throws -> DenseModel {
    func network(_ name: String, seed: UInt64) throws -> DenseNetwork {
      let gru = try DenseGRU(
        input: randomMatrix("\(name) ih", rows: 120, columns: 12, seed: seed),
        recurrent: randomMatrix("\(name) hh", rows: 120, columns: 40, seed: seed + 1),
        inputBias: (0..<120).map { Float($0) / 256 },
        recurrentBias: (0..<120).map { -Float($0) / 512 }, sourceBiasCount: 240, resetAfter: true)
      let linear = try DenseLinear(
        weight: randomMatrix("\(name) out", rows: 50, columns: 40, seed: seed + 2),
        bias: [Float](repeating: 0.125, count: 50))
      return try DenseNetwork(name: name, layers: [.gru(gru), .linear(linear)])
    }
    return DenseModel(networks: [
      try network("encoder", seed: 91), try network("decoder", seed: 95),
    ])
  }

  /// More sequences than parts that they are run in, and not as many in each.
  private var data: Calibration {
    var numbers = SeededNumbers(seed: 99)
    func sequences() -> [DenseSequence] {
      (0..<5).map { index in
        .features((0..<3 + index).map { _ in (0..<12).map { _ in numbers.weight(scale: 1) } })
      }
    }
    return .data(["encoder": sequences(), "decoder": sequences()])
  }

  /// The bytes, and every number that is said of them but for times.
  private func result(
    _ model: DenseModel, _ options: CompressionOptions
  ) throws -> ([UInt8], [Double?]) {
    let compressed = try compress(model, options: options)
    let errors = compressed.matrices.flatMap { [$0.relativeError, $0.productError] }
    return (compressed.bytes, errors + [compressed.outputError])
  }

  @Test(
    "One thread and three give the same file",
    arguments: zip([MatrixEncoding.codes, .terms(k: 5, g: 16)], ["self", "data"]))
  func files(_ encoding: MatrixEncoding, _ calibration: String) throws {
    let model = try model()
    var options = CompressionOptions()
    options.encoding.choose(encoding, for: .recurrent)
    options.encoding.choose(encoding, for: .linear)
    options.calibration =
      switch calibration {
      case "data": data
      default: .selfRun
      }
    options.measuresOutputs = true
    let alone = try Parallelism.limited(to: 1) { try result(model, options) }
    for threads in [3] {
      let found = try Parallelism.limited(to: threads) { try result(model, options) }
      #expect(found.0 == alone.0 && found.1 == alone.1, "\(threads) threads")
    }
  }
}

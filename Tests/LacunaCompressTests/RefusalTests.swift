import LacunaCompress
import LacunaDense
import Testing

/// Models and options that cannot be compressed, and what the error says.
struct RefusalTests {
  @Test("A weight that is no number is named", arguments: [Float.nan, .infinity, -.infinity])
  func notFinite(_ value: Float) throws {
    for (place, encoding) in [
      (3, MatrixEncoding.int8), (77, .codes), (45, .terms(k: 2, g: 16)), (170, .int8),
    ] {
      var values = [Float](repeating: 0.5, count: 9 * 20)
      values[place] = value
      let matrix = DenseMatrix(name: "w", rows: 9, columns: 20, values: values)
      let error = #expect(throws: CompressionError.self) { try compressMatrix(matrix, encoding) }
      guard case .weightNotFinite("w", let indices, let found) = error else {
        Issue.record("found \(String(describing: error))")
        return
      }
      #expect(indices == [place / 20, place % 20])
      #expect(found.bitPattern == value.bitPattern)
    }
  }

  @Test("A bias that is no number is named")
  func biasNotFinite() throws {
    let layer = try DenseLinear(
      weight: randomMatrix("w", rows: 3, columns: 3, seed: 51), bias: [0, 1, .infinity])
    let model = DenseModel(networks: [try DenseNetwork(name: "main", layers: [.linear(layer)])])
    #expect(throws: CompressionError.biasNotFinite(layerOf: "w", index: 2, found: .infinity)) {
      try compress(model)
    }
  }

  @Test("A choice for an array that is not there is refused")
  func unknownArray() throws {
    var options = CompressionOptions()
    try options.axis.choose(parsing: "weights=output")
    let model = try linearModel(randomMatrix("w", rows: 3, columns: 3, seed: 52))
    #expect(throws: CompressionError.unknownArray(name: "weights", known: ["w"])) {
      try compress(model, options: options)
    }
  }

  @Test("A matrix past the sizes of the format is refused")
  func tooLarge() throws {
    let wide = DenseMatrix(
      name: "w", rows: 1, columns: 65_537, values: [Float](repeating: 0, count: 65_537))
    #expect(
      throws: CompressionError.tooLarge(
        subject: "columns", of: "matrix w", limit: 65_536, found: 65_537)
    ) { try compressMatrix(wide, .int8) }
    let columns = DenseMatrix(
      name: "w", rows: 1, columns: 20_000, values: [Float](repeating: 0, count: 20_000))
    #expect(
      throws: CompressionError.tooLarge(
        subject: "terms for one sum", of: "matrix w", limit: 65_536, found: 80_000)
    ) { try compressMatrix(columns, .terms(k: 4, g: 8), axis: "output") }
    _ = try compressMatrix(columns, .terms(k: 3, g: 8), axis: "output")
  }

  @Test("A vocabulary must have an entry for each output")
  func vocabulary() throws {
    let layer = try DenseLinear(weight: randomMatrix("w", rows: 3, columns: 3, seed: 53))
    let model = DenseModel(networks: [
      try DenseNetwork(
        name: "main", vocabulary: DenseVocabulary(unit: .character, entries: ["a", "b"]),
        layers: [.linear(layer)])
    ])
    #expect(
      throws: CompressionError.vocabularySize(network: "main", expected: 3, found: 2)
    ) { try compress(model) }
  }

  @Test("Names must be text, and networks' names different", arguments: ["", "a\u{7}b"])
  func names(_ name: String) throws {
    let layer = DenseLayer.linear(
      try DenseLinear(weight: randomMatrix("w", rows: 3, columns: 3, seed: 54)))
    let bad = DenseModel(networks: [try DenseNetwork(name: name, layers: [layer])])
    #expect(throws: CompressionError.invalidName(subject: "name of a network", found: name)) {
      try compress(bad)
    }
    let network = try DenseNetwork(name: "main", layers: [layer])
    #expect(
      throws: CompressionError.duplicateName(subject: "names of networks", name: "main")
    ) { try compress(DenseModel(networks: [network, network])) }
  }

  @Test("Clipped activations must fit their record")
  func clipped() throws {
    for (activation, property) in [
      (DenseActivation.clipped(shift: 8, offset: 0.5, low: 0, high: 1), "shift"),
      (.clipped(shift: 2, offset: 1.5, low: 0, high: 1), "offset"),
      (.clipped(shift: 2, offset: 0.5, low: 0.75, high: 0.5), "low"),
      (.clipped(shift: 2, offset: 0, low: -1, high: 1), "low of the update gate"),
      (.tanh, "low of the update gate"),
    ] {
      let gru = try DenseGRU(
        input: randomMatrix("ih", rows: 9, columns: 4, seed: 55),
        recurrent: randomMatrix("hh", rows: 9, columns: 3, seed: 56),
        inputBias: [Float](repeating: 0, count: 9),
        recurrentBias: [Float](repeating: 0, count: 9), sourceBiasCount: 0, resetAfter: true,
        gate: activation)
      let model = DenseModel(networks: [try DenseNetwork(name: "main", layers: [.gru(gru)])])
      let error = #expect(throws: CompressionError.self) { try compress(model) }
      guard case .activation("hh", property, _, _) = error else {
        Issue.record("found \(String(describing: error))")
        return
      }
    }
  }

  @Test("Metadata keys must differ")
  func metadata() throws {
    let model = try linearModel(randomMatrix("w", rows: 3, columns: 3, seed: 57))
    var options = CompressionOptions()
    options.metadata = [MetadataEntry("k", .int64(1)), MetadataEntry("k", .text("x"))]
    #expect(
      throws: CompressionError.duplicateName(subject: "keys of metadata", name: "k")
    ) { try compress(model, options: options) }
  }

  @Test("An embedding alone is refused")
  func embeddingAlone() throws {
    let table = DenseEmbedding(weight: randomMatrix("w", rows: 3, columns: 3, seed: 58))
    let model = DenseModel(networks: [
      try DenseNetwork(name: "main", layers: [.embedding(table)])
    ])
    #expect(throws: CompressionError.misplacedEmbedding(network: "main")) { try compress(model) }
  }
}

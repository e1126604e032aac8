import LacunaCompress
import LacunaDense
import LacunaFormat
import Testing

/// Records, biases, activations and the rest of a file.
struct ModelTests {
  private func tiedModel() throws -> DenseModel {
    let table = randomMatrix("table", rows: 30, columns: 12, seed: 41)
    let lstm = try DenseLSTM(
      input: randomMatrix("ih", rows: 48, columns: 12, seed: 42),
      recurrent: randomMatrix("hh", rows: 48, columns: 12, seed: 43),
      bias: (0..<48).map { Float($0) / 64 - 0.25 }, sourceBiasCount: 96)
    let gru = try DenseGRU(
      input: randomMatrix("gih", rows: 36, columns: 12, seed: 44),
      recurrent: randomMatrix("ghh", rows: 36, columns: 12, seed: 45),
      inputBias: (0..<36).map { Float($0) / 8 }, recurrentBias: (0..<36).map { -Float($0) / 4 },
      sourceBiasCount: 72, resetAfter: true,
      gate: .clipped(shift: 2, offset: 0.5, low: 0, high: 1))
    let output = try DenseLinear(weight: table, bias: (0..<30).map { Float($0) })
    return DenseModel(networks: [
      try DenseNetwork(
        name: "main",
        vocabulary: DenseVocabulary(unit: .word, entries: (0..<30).map { "w\($0)" }),
        layers: [
          .embedding(DenseEmbedding(weight: table)), .lstm(lstm), .gru(gru), .linear(output),
        ])
    ])
  }

  @Test("A tied matrix is stored once, and the file keeps every rule of opening")
  func tied() throws {
    let model = try tiedModel()
    let compressed = try compress(model)
    let file = PlainFile(compressed.bytes)
    _ = unsafe try ModelView(validating: compressed.bytes.span.bytes)
    #expect(file.counts == [1, 4, 5, 3, 3, 2, 1])
    #expect((0..<5).map { file.matrix($0).name } == ["table", "ih", "hh", "gih", "ghh"])
    #expect(file.number(file.layer(0) + 12, 2) == 0 && file.number(file.layer(3) + 12, 2) == 0)
    #expect(compressed.total.denseByteCount == model.denseByteCount)
    #expect(compressed.total.byteCount == compressed.bytes.count)
  }

  @Test("Recurrent layers are counted alone")
  func recurrentTotal() throws {
    let model = try tiedModel()
    var options = CompressionOptions()
    try options.encoding.choose(parsing: "codes")
    options.calibration = .none
    let compressed = try compress(model, options: options)
    let file = PlainFile(compressed.bytes)
    // Weights and row exponents of four matrices, two biases, four codebooks.
    let sections = Array(4..<12) + [12, 13]
    let bytes = sections.reduce(0) { $0 + (file.section($1).length + 63) / 64 * 64 } + 4 * 32
    #expect(compressed.recurrent.byteCount == bytes)
    #expect(compressed.recurrent.denseByteCount == model.recurrentDenseByteCount)
    #expect(compressed.recurrent.weightCount == 2 * 48 * 12 + 2 * 36 * 12)
  }

  @Test("Progress is told of each matrix, in the order of the file")
  func progress() throws {
    var names: [String] = []
    let compressed = try compress(tiedModel()) { names.append($0.name) }
    #expect(names == ["table", "ih", "hh", "gih", "ghh"])
    #expect(names == compressed.matrices.map(\.name))
  }

  @Test("Biases have the smallest exponent that holds them")
  func biases() throws {
    var options = CompressionOptions()
    options.calibration = .none
    let file = PlainFile(try compress(tiedModel(), options: options).bytes)
    let lstm = file.bias(0)
    #expect(lstm.exponent == -12)
    #expect(lstm.values == (0..<48).map { $0 * 64 - 1024 })
    // A GRU with reset after keeps the candidate's biases apart: 24 sums, 12 and 12. The largest
    // magnitude, 35/4, needs an exponent of -11.
    let gru = file.bias(1)
    #expect(gru.exponent == -11)
    #expect(gru.values.prefix(24) == ArraySlice((0..<24).map { -$0 * 256 }))
    #expect(gru.values[24..<36] == ArraySlice((24..<36).map { $0 * 256 }))
    #expect(gru.values[36..<48] == ArraySlice((24..<36).map { -$0 * 512 }))
    // 29 fits with an exponent of -10: 29 · 1024 is below 32767.
    #expect(file.bias(2).exponent == -10)
  }

  @Test("A GRU with reset before has one bias for each row")
  func resetBefore() throws {
    let gru = try DenseGRU(
      input: randomMatrix("gih", rows: 9, columns: 4, seed: 46),
      recurrent: randomMatrix("ghh", rows: 9, columns: 3, seed: 47),
      inputBias: (0..<9).map { Float($0) / 16 }, recurrentBias: [Float](repeating: 1, count: 9),
      sourceBiasCount: 18, resetAfter: false)
    let model = DenseModel(networks: [try DenseNetwork(name: "main", layers: [.gru(gru)])])
    let bytes = try compress(model).bytes
    _ = unsafe try ModelView(validating: bytes.span.bytes)
    #expect(PlainFile(bytes).bias(0).values == (0..<9).map { $0 * 256 + 4096 })
  }

  @Test("Tables hold the function at their points, once each")
  func tables() throws {
    let file = PlainFile(try compress(tiedModel()).bytes)
    let sigmoid = file.table(0)
    let tanh = file.table(1)
    #expect(sigmoid[128] == 16384 && sigmoid[0] == 11 && sigmoid[256] == 32757)
    #expect(tanh[128] == 0 && tanh[0] == -32767 && tanh[256] == 32767)
    #expect(tanh[144] == 24956 && sigmoid[144] == 23955)
    for index in 0...256 {
      #expect(tanh[index] == -tanh[256 - index])
      #expect(sigmoid[index] + sigmoid[256 - index] == 32768)
    }
  }

  @Test("A clipped activation is held in Q0.15")
  func clipped() throws {
    let file = PlainFile(try compress(tiedModel()).bytes)
    // Sigmoid and tanh come with the LSTM; the GRU's gate is the third.
    let record = file.record(4, 2)
    #expect(file.number(record, 1) == 2 && file.number(record + 1, 1) == 2)
    #expect(file.number(record + 2, 2) == 0xFFFF)
    #expect(file.int16(record + 4) == 16384)
    #expect(file.int16(record + 6) == 0 && file.int16(record + 8) == 32767)
  }

  @Test("Metadata are in order, with the version among them")
  func metadata() throws {
    var options = CompressionOptions()
    options.metadata = [
      MetadataEntry("z", .boolean(true)), MetadataEntry("a", .int64(-2)),
      MetadataEntry("m", .float64(1.5)),
    ]
    let bytes = try compress(tiedModel(), options: options).bytes
    let view = unsafe try ModelView(validating: bytes.span.bytes)
    #expect(view.metadata.count == 4)
    #expect(view.metadata.usage.capacity - view.metadata.usage.used >= 128)
    let section = PlainFile(bytes).section(PlainFile(bytes).sectionCount - 1)
    #expect(section.kind == 0x8008)
    let text = String(
      decoding: bytes[section.offset..<section.offset + section.length], as: UTF8.self)
    let places = ["a", "lacuna.version", "m", "z"].map { text.firstRange(of: $0)?.lowerBound }
    #expect(places.allSatisfy { $0 != nil })
  }

  @Test("An array is stored as its first layer has it")
  func firstUse() throws {
    var options = CompressionOptions()
    try options.encoding.choose(parsing: "embedding=codes")
    try options.encoding.choose(parsing: "linear=terms:1/8")
    let compressed = try compress(tiedModel(), options: options)
    #expect(compressed.matrices[0].encoding == .codes)
    #expect(compressed.matrices[0].role == .embedding)
  }

  @Test("Two views of one array are two matrices with names of their own")
  func views() throws {
    let square = randomMatrix("w", rows: 6, columns: 6, seed: 48)
    let model = DenseModel(networks: [
      try DenseNetwork(
        name: "main",
        layers: [
          .linear(DenseLinear(weight: square)), .linear(DenseLinear(weight: square.transposed())),
        ])
    ])
    let bytes = try compress(model).bytes
    _ = unsafe try ModelView(validating: bytes.span.bytes)
    #expect((0..<2).map { PlainFile(bytes).matrix($0).name } == ["w", "w#2"])
  }
}

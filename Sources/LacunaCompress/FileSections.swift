import LacunaDense
import LacunaFormat

/// Which section of a file holds what (`spec/container.md`, Kinds).
struct FileSections {
  let layout: FileLayout
  private let matrixCount: Int

  init(_ plan: ModelPlan, vocabularies: [VocabularySection]) {
    // Codebooks change nothing about the length.
    let graph = GraphSection(plan, codebooks: plan.matrices.map { _ in [] })
    var sections: [(kind: SectionKind, length: Int)] = [
      (.graph, graph.graph.count), (.strings, graph.strings.count),
    ]
    for matrix in plan.matrices {
      sections.append((.weights, matrix.weightsByteCount))
      sections.append((.rowExponents, matrix.rowExponentsByteCount))
    }
    for bias in plan.biases { sections.append((.biases, 2 * bias.values.count)) }
    for _ in plan.tables { sections.append((.activationTable, 2 * 257)) }
    for vocabulary in vocabularies { sections.append((.vocabulary, vocabulary.bytes.count)) }
    sections.append((.metadata, plan.metadata.bytes.count))
    layout = FileLayout(sections)
    matrixCount = plan.matrices.count
  }

  func weights(of matrix: Int) -> Int { 2 + 2 * matrix }
  func rowExponents(of matrix: Int) -> Int { 3 + 2 * matrix }
  private func bias(_ index: Int) -> Int { 2 + 2 * matrixCount + index }

  /// Writes everything but weights and row exponents.
  func write(
    _ plan: ModelPlan, codebooks: [[Int8]], vocabularies: [VocabularySection],
    to writer: inout FileWriter
  ) {
    let graph = GraphSection(plan, codebooks: codebooks)
    writer.write(graph.graph, at: 0)
    writer.write(graph.strings, at: 1)
    var section = bias(0)
    let numbers = plan.biases.map(\.values) + plan.tables.map(\.values)
    let others = numbers.map { $0.flatMap(littleEndianBytes) } + vocabularies.map(\.bytes)
    for bytes in others + [plan.metadata.bytes] {
      writer.write(bytes, at: section)
      section += 1
    }
  }

  private func paddedByteCount(_ section: Int) -> Int {
    FileLayout.aligned(layout.sections[section].length)
  }

  /// Bytes of a matrix's sections, with padding.
  func byteCount(ofMatrix matrix: Int) -> Int {
    paddedByteCount(weights(of: matrix)) + paddedByteCount(rowExponents(of: matrix))
  }

  /// Bytes of a bias, with padding.
  func byteCount(ofBias index: Int) -> Int { paddedByteCount(bias(index)) }

  func total(_ model: DenseModel, _ plan: ModelPlan) -> CompressionTotals {
    CompressionTotals(
      weightCount: plan.matrices.reduce(0) { $0 + $1.rows * $1.columns },
      denseByteCount: model.denseByteCount, byteCount: layout.byteCount)
  }

  func recurrentTotal(_ model: DenseModel, _ plan: ModelPlan) -> CompressionTotals {
    var weightCount = 0
    var byteCount = 0
    for (index, matrix) in plan.matrices.enumerated() where matrix.isRecurrent {
      weightCount += matrix.rows * matrix.columns
      byteCount += self.byteCount(ofMatrix: index) + (matrix.encoding == .int8 ? 0 : 32)
    }
    for layer in plan.layers where layer.recurrentMatrix != nil {
      if let bias = layer.bias { byteCount += paddedByteCount(self.bias(bias)) }
    }
    return CompressionTotals(
      weightCount: weightCount, denseByteCount: model.recurrentDenseByteCount,
      byteCount: byteCount)
  }
}

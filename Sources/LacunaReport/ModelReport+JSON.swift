extension ModelReport {
  /// The report as JSON, schema 1: no later version takes a field away.
  ///
  /// The same file gives the same text. A matrix that several layers use is listed under each, with
  /// one `index`; totals count it once.
  public func json() -> String {
    JSONText.object([
      ("schema", .integer(1)),
      ("file", .object([("bytes", .integer(byteCount)), ("version", .string(version))])),
      ("networks", .list(count: networks.count) { json(networks[$0]) }),
      ("totals", json(totals, [("recurrent", json(recurrentTotals, []))])),
      ("vocabularies", .list(count: vocabularies.count) { json(vocabularies[$0]) }),
      ("metadata", metadata.map(json) ?? .array([])),
      ("sections", .list(count: sections.count) { json(sections[$0]) }),
      (
        "breakdown",
        .object(parts.map { (name: $0.name, value: JSONText.integer($0.byteCount)) })
      ),
    ]).text
  }

  private func json(_ totals: Totals, _ more: [(name: String, value: JSONText)]) -> JSONText {
    .object(
      [
        ("weights", .integer(totals.weightCount)),
        ("denseBytes", .integer(totals.denseByteCount)),
        ("bytes", .integer(totals.byteCount)),
        ("ratio", JSONText(totals.ratio)),
      ] + more)
  }

  private func json(_ network: Network) -> JSONText {
    .object([
      ("name", .string(network.name)),
      ("vocabulary", JSONText(network.vocabulary)),
      ("layers", .list(count: network.layers.count) { json(network.layers[$0]) }),
    ])
  }

  private func json(_ layer: Layer) -> JSONText {
    .object([
      ("kind", .string(layer.kind.name)),
      ("inputs", .integer(layer.inputSize)),
      ("outputs", .integer(layer.outputSize)),
      ("hidden", JSONText(layer.isRecurrent ? layer.hiddenSize : nil)),
      ("projection", JSONText(layer.hasProjection ? layer.outputSize : nil)),
      ("direction", JSONText(layer.isRecurrent ? layer.direction.name : nil)),
      ("besideLayerBefore", .boolean(layer.direction == .backwardBeside)),
      ("biases", JSONText(layer.biasFormat?.count)),
      ("matrices", .array(layer.matrices.map { json(matrices[$0], at: $0) })),
    ])
  }

  private func json(_ matrix: Matrix, at index: Int) -> JSONText {
    .object([
      ("name", .string(matrix.name)),
      ("index", .integer(index)),
      ("rows", .integer(matrix.rows)),
      ("cols", .integer(matrix.columns)),
      ("encoding", .string(matrix.encoding.name)),
      ("group", JSONText(matrix.groupSize)),
      ("terms", JSONText(matrix.termsPerGroup)),
      ("axis", JSONText(matrix.axis?.name)),
      ("codebook", JSONText(matrix.codebookProfile)),
      ("bytes", .integer(matrix.byteCount)),
      ("density", .real(matrix.density)),
      ("nonZeroTerms", .integer(matrix.contents.nonZeroTerms)),
      ("bitsPerWeight", .real(matrix.bitsPerWeight)),
      ("bits", json(matrix.bits)),
      ("balance", json(matrix.contents)),
    ])
  }

  private func json(_ bits: BitsPerWeight) -> JSONText {
    .object([
      ("position", .real(bits.position)),
      ("code", .real(bits.code)),
      ("exponents", .real(bits.exponents)),
      ("padding", .real(bits.padding)),
    ])
  }

  /// Non-zero terms: the fewest and the most of a row or column, and of one of 16 lanes.
  private func json(_ contents: MatrixContents) -> JSONText {
    .object([
      ("fewestInLine", .integer(contents.lineTerms.lowerBound)),
      ("mostInLine", .integer(contents.lineTerms.upperBound)),
      ("fewestInLane", JSONText(contents.laneTerms.min())),
      ("mostInLane", JSONText(contents.laneTerms.max())),
    ])
  }

  private func json(_ vocabulary: Vocabulary) -> JSONText {
    .object([
      ("unit", .string(vocabulary.unit.name)),
      ("entries", .integer(vocabulary.entryCount)),
      ("textBytes", .integer(vocabulary.textByteCount)),
    ])
  }

  private func json(_ metadata: Metadata) -> JSONText {
    .list(count: metadata.records.count) { index in
      let record = metadata.records[index]
      let value: JSONText =
        switch record.value {
        case .text(let text): .string(text)
        case .integer(let integer): .integer(Int(integer))
        case .real(let real): .real(real)
        case .boolean(let boolean): .boolean(boolean)
        }
      return .object([("key", .string(record.key)), ("value", value)])
    }
  }

  private func json(_ section: Section) -> JSONText {
    .object([
      ("kind", .string(section.kindName)),
      ("offset", .integer(section.offset)),
      ("bytes", .integer(section.byteCount)),
      ("crc32", .string(hexadecimal(UInt64(section.crc32), digits: 8))),
    ])
  }
}

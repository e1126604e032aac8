extension ModelDescription {
  /// The bytes of the whole file.
  package func fileBytes() -> [UInt8] {
    modelFile(sections())
  }

  /// The sections in the one order of spec/container.md.
  package func sections() -> [ModelSection] {
    var sections = [
      ModelSection(kind: ModelSection.Kind.graph, bytes: graphBytes()),
      ModelSection(kind: ModelSection.Kind.strings, bytes: stringsBytes()),
    ]
    for matrix in matrices {
      sections.append(ModelSection(kind: ModelSection.Kind.weights, bytes: matrix.weights))
      let exponents = matrix.rowExponents.map { UInt8(truncatingIfNeeded: $0) }
      sections.append(ModelSection(kind: ModelSection.Kind.rowExponents, bytes: exponents))
    }
    for bias in biases {
      let bytes = int16Bytes(bias.values)
      sections.append(ModelSection(kind: ModelSection.Kind.biases, bytes: bytes))
    }
    for table in tables {
      let bytes = int16Bytes(table)
      sections.append(ModelSection(kind: ModelSection.Kind.activationTable, bytes: bytes))
    }
    for vocabulary in vocabularies {
      sections.append(ModelSection(kind: ModelSection.Kind.vocabulary, bytes: vocabulary.bytes()))
    }
    if let metadata {
      sections.append(ModelSection(kind: ModelSection.Kind.metadata, bytes: metadata.bytes()))
    }
    return sections + unknownSections
  }

  private func stringsBytes() -> [UInt8] {
    var bytes: [UInt8] = []
    for network in networks { bytes += Array(network.name.utf8) }
    for matrix in matrices { bytes += Array(matrix.name.utf8) }
    return bytes
  }

  private func int16Bytes(_ values: [Int]) -> [UInt8] {
    var bytes: [UInt8] = []
    for value in values { bytes.append(value, size: 2) }
    return bytes
  }
}

extension VocabularyDescription {
  package func bytes() -> [UInt8] {
    var bytes = [UInt8(truncatingIfNeeded: unit), 0, 0, 0]
    bytes.append(entries.count, size: 4)
    var offset = 0
    bytes.append(offset, size: 4)
    for entry in entries {
      offset += entry.utf8.count
      bytes.append(offset, size: 4)
    }
    for entry in entries { bytes += Array(entry.utf8) }
    return bytes
  }
}

extension MetadataDescription {
  package func bytes() -> [UInt8] {
    var body: [UInt8] = []
    for record in records {
      let key = Array(record.key.utf8)
      let value = record.value.bytes
      body.append(key.count, size: 2)
      body.append(record.value.type, size: 1)
      body.appendZeros(1)
      body.append(value.count, size: 4)
      body += key
      body += value
    }
    var bytes: [UInt8] = []
    bytes.append(body.count, size: 4)
    bytes.append(records.count, size: 4)
    bytes += body
    bytes.appendZeros(slack)
    return bytes
  }
}

extension MetadataValue {
  package var type: Int {
    switch self {
    case .text: 1
    case .integer: 2
    case .real: 3
    case .boolean: 4
    }
  }

  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    switch self {
    case .text(let text): bytes += Array(text.utf8)
    case .integer(let value): bytes.append(Int(value), size: 8)
    case .real(let value): bytes.append(Int(truncatingIfNeeded: value.bitPattern), size: 8)
    case .boolean(let value): bytes.append(value ? 1 : 0)
    }
    return bytes
  }
}

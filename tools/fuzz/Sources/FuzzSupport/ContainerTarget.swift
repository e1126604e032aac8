import Lacuna
import LacunaFormat
import LacunaReport

/// Reads the bytes as they are, and with their container mended.
func fuzzContainer(_ bytes: [UInt8]) throws(FuzzFinding) {
  try readContainer(bytes)
  let mended = withMendedContainer(bytes)
  if mended != bytes { try readContainer(mended) }
}

/// Validates the bytes, by both checksums, and looks at everything that is valid.
private func readContainer(_ bytes: [UInt8]) throws(FuzzFinding) {
  let file = unsafe bytes.span.bytes
  let byHost = refusal(of: file) { (span) throws(FormatError) in
    _ = try ModelView(validating: span, checksum: { hostChecksum($0, continuing: $1) })
  }
  let bySpec = refusal(of: file) { (span) throws(FormatError) in
    _ = try ModelView(validating: span)
  }
  try FuzzFinding.expect(
    byHost == bySpec,
    "the checksums disagree: \(String(describing: byHost)) and by the slower "
      + "one \(String(describing: bySpec))")
  if let byHost {
    try FuzzFinding.expect(!byHost.description.isEmpty, "an error says nothing")
    return
  }
  guard let view = try? ModelView(validating: file) else { return }
  readRecords(view)
  for index in 0..<view.layout.matrixCount { try readMatrix(view.matrixView(at: index)) }
  readText(view)
  let refused = refusal(of: file) { (span) throws(FormatError) in
    try ModelView(trusting: span, layout: view.layout).verify()
  }
  try FuzzFinding.expect(refused?.description.isEmpty != true, "an error says nothing")

  let report = ModelReport(view)
  for text in [report.text(color: false), report.json()] {
    let control = text.unicodeScalars.first {
      $0 != "\n" && ($0.value < 0x20 || (0x7F...0x9F).contains($0.value))
    }
    try FuzzFinding.expect(control == nil, "a report has the control character \(control as Any)")
  }
}

private func refusal(
  of bytes: RawSpan, _ read: (RawSpan) throws(FormatError) -> Void
) -> FormatError? {
  do throws(FormatError) {
    try read(bytes)
    return nil
  } catch {
    return error
  }
}

/// Looks at every record and every section.
private func readRecords(_ view: ModelView) {
  let layout = view.layout
  _ = view.version
  for index in 0..<layout.sectionCount {
    _ = (view.section(at: index).kind, view.sectionBytes(at: index).byteCount)
  }
  for index in 0..<layout.networkCount {
    let network = view.network(at: index)
    _ = (view.utf8(of: network.name).byteCount, view.networkName(at: index).byteCount)
    _ = view.needsWholeSequence(network)
    _ = view.outputSize(of: view.lastStage(of: network))
    _ = view.stage(at: network.firstLayer, in: network)
  }
  for index in 0..<layout.layerCount { _ = view.layer(at: index).gateCount }
  for index in 0..<layout.biasCount {
    let values = view.biasValues(of: index)
    for value in 0..<view.bias(at: index).count { _ = values.int16(at: 2 * value) }
  }
  for index in 0..<layout.activationCount { _ = view.activation(at: index).table }
  for index in 0..<layout.tableCount {
    for entry in 0..<257 { _ = view.table(at: index).int16(at: 2 * entry) }
  }
}

/// Looks at every term, and at rows; expects them to be the same weights.
private func readMatrix(_ matrix: MatrixView) throws(FuzzFinding) {
  let (rows, columns) = (matrix.record.rows, matrix.record.columns)
  var sums = [Int](repeating: 0, count: rows)
  matrix.forEachTerm { row, column, value in sums[row] += Int(value) * (column % 7 + 1) }
  var values = [Int32](repeating: 0, count: columns)
  var destination = values.mutableSpan
  // A few rows of a matrix that has many.
  for row in stride(from: 0, to: rows, by: rows / 8 + 1) {
    _ = matrix.rowExponent(of: row)
    matrix.readRow(row, into: &destination)
    var sum = 0
    for column in 0..<columns { sum += Int(destination[column]) * (column % 7 + 1) }
    try FuzzFinding.expect(
      sum == sums[row], "row \(row) sums to \(sum), its terms to \(sums[row])")
  }
}

/// Looks at every vocabulary entry and all metadata.
private func readText(_ view: ModelView) {
  for index in 0..<view.layout.vocabularyCount {
    let vocabulary = view.vocabulary(at: index)
    for id in 0..<vocabulary.count { _ = String(vocabulary.utf8(of: id)) }
  }
  guard view.layout.hasMetadata else { return }
  let metadata = view.metadata
  _ = metadata.usage
  var offset = metadata.firstOffset
  for _ in 0..<metadata.count {
    let (record, next) = metadata.record(at: offset)
    _ = (String(metadata.bytes(record.key)), metadata.bytes(record.value).byteCount)
    offset = next
  }
}

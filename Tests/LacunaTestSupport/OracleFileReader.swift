/// Records and sections of a valid file, by spec/container.md and spec/graph.md.
package struct OracleFileReader {
  package let file: [UInt8]

  package func section(_ index: Int) -> [UInt8] {
    let entry = 64 + 32 * index
    let offset = file.unsigned(at: entry + 8, size: 8)
    return Array(file[offset..<(offset + file.unsigned(at: entry + 16, size: 8))])
  }

  /// Matrix `index`, its record at `record` in the graph section; sections `2 + 2m` and `3 + 2m`.
  package func matrix(_ index: Int, record: Int) -> OracleMatrix {
    let graph = section(0)
    let axis: MatrixEncoding.Axis = graph[record + 7] == 0 ? .input : .output
    let encoding: MatrixEncoding =
      switch graph[record + 6] {
      case 1:
        .terms(axis: axis, groupLog2: Int(graph[record + 8]), k: Int(graph[record + 9]))
      case 2: .codes
      default: .int8
      }
    return OracleMatrix(
      rows: graph.unsigned(at: record + 12, size: 4),
      columns: graph.unsigned(at: record + 16, size: 4),
      encoding: encoding,
      codebook: (0..<32).map { graph.signed(at: record + 32 + $0, size: 1) },
      weights: section(2 + 2 * index),
      rowExponents: section(3 + 2 * index).map { Int(Int8(bitPattern: $0)) })
  }

  package func bias(section index: Int, record: Int) -> OracleBias {
    let graph = section(0)
    let bytes = section(index)
    return OracleBias(
      exponent: graph.signed(at: record + 4, size: 1),
      values: (0..<graph.unsigned(at: record, size: 4)).map { bytes.signed(at: 2 * $0, size: 2) })
  }

  package func activation(firstTable: Int, record: Int) -> OracleActivation {
    let graph = section(0)
    if graph[record] == 1 {
      let bytes = section(firstTable + graph.unsigned(at: record + 2, size: 2))
      return .table((0..<257).map { bytes.signed(at: 2 * $0, size: 2) })
    }
    return .clipped(
      shift: Int(graph[record + 1]),
      offset: graph.signed(at: record + 4, size: 2),
      low: graph.signed(at: record + 6, size: 2),
      high: graph.signed(at: record + 8, size: 2))
  }
}

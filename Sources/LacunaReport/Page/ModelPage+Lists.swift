extension ModelPage {
  /// Everything as tables, for those who would rather read.
  var listSection: String {
    """
    <section id="lists">
    <h2>Lists</h2>
    \(matrixList)
    \(sectionList)
    \(metadataList)
    </section>
    """
  }

  private var matrixList: String {
    let hasErrors = pictures.values.contains { $0.error != nil }
    let rows = report.matrices.prefix(Self.listLimit).enumerated().map { index, matrix in
      var row = [
        Markup.fileText(matrix.name, limit: 40),
        "\(grouped(matrix.rows)) × \(grouped(matrix.columns))",
        matrix.encodingText, matrix.codebookProfile ?? "–", matrix.axis?.name ?? "–",
        grouped(matrix.byteCount), decimal(matrix.bitsPerWeight, digits: 3),
        percent(matrix.density), percent(matrix.contents.laneBalance),
      ]
      if hasErrors { row.append(pictures[index]?.error.map { percent($0.relative) } ?? "–") }
      return row
    }
    return Markup.table(
      head: [
        "matrix", "shape", "encoding", "codebook", "axis", "bytes", "bits a weight", "not 0",
        "lanes busy",
      ] + (hasErrors ? ["error"] : []), rows: rows, numbers: [1, 5, 6, 7, 8, 9],
      caption: "Matrices") + left(report.matrices.count, "matrix", "matrices")
  }

  private var sectionList: String {
    let parts = FilePart.all(of: report, uses: uses).filter { $0.section != nil }
    let rows = parts.prefix(Self.listLimit).map { part in
      let index = part.section ?? 0
      return [
        "\(index)", "<i class=\"k-\(part.kind)\"></i>\(report.sections[index].kindName)",
        "<code>0x\(hexadecimal(UInt64(part.offset)))</code>", grouped(part.byteCount),
        "<code>\(hexadecimal(UInt64(report.sections[index].crc32), digits: 8))</code>",
        Markup.escaped(part.holds),
      ]
    }
    return Markup.table(
      head: ["#", "section", "offset", "bytes", "CRC-32", "holds"], rows: rows, numbers: [0, 2, 3],
      caption: "Sections") + left(parts.count, "section", "sections")
  }

  private var metadataList: String {
    guard let metadata = report.metadata, !metadata.records.isEmpty else { return "" }
    let rows = metadata.records.prefix(Self.listLimit).map { record in
      let value =
        switch record.value {
        case .text(let text): Markup.fileText(text, limit: 200)
        case .integer(let integer): "\(integer)"
        case .real(let real): "\(real)"
        case .boolean(let boolean): boolean ? "yes" : "no"
        }
      return [Markup.fileText(record.key), value]
    }
    return Markup.table(head: ["key", "value"], rows: rows, numbers: [], caption: "Metadata")
      + left(metadata.records.count, "key", "keys")
  }

  private func left(_ count: Int, _ noun: String, _ plural: String) -> String {
    let rest = count - Self.listLimit
    return rest > 0 ? "<p class=\"note\">and \(counted(rest, noun, plural)) more</p>" : ""
  }
}

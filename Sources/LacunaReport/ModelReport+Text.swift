extension ModelReport {
  /// The report for people: sizes, where every byte is, layers, matrices, and what runs them well.
  ///
  /// - Parameter color: whether to set headings and bars off with terminal colours.
  public func text(color: Bool) -> String {
    let style = TextStyle(color: color)
    var lines: [String] = []
    func add(_ title: String, _ block: [String]) {
      guard !block.isEmpty else { return }
      lines += ["", style.title(title)] + block.map { $0.isEmpty ? "" : "  " + $0 }
    }
    lines.append(
      style.title("Lacuna model, format \(version)") + ": \(grouped(byteCount)) bytes, "
        + "\(counted(networks.count, "network")), \(counted(matrices.count, "matrix", "matrices")), "
        + "\(counted(sections.count, "section")), CRC-32 of header and table "
        + hexadecimal(UInt64(headerCRC32), digits: 8))
    add("Size", sizeLines)
    add("Bytes", partLines)
    add("Sections", sectionLines)
    add("Vocabularies", vocabularyLines)
    add("Metadata", metadataLines)
    add("Activations", activationLines)
    add("Layers", layerLines)
    for (index, matrix) in matrices.enumerated() {
      add("Matrix \(index) \(printable(matrix.name))", matrixLines(matrix, style))
    }
    add("Machines", machineLines)
    return lines.joined(separator: "\n") + "\n"
  }

  private var sizeLines: [String] {
    var table = TextTable([.left, .right, .right, .right, .right, .right])
    table.add(["", "weights", "as float32", "in the file", "smaller", "bits a weight"])
    for (name, totals) in [("whole file", totals), ("recurrent layers", recurrentTotals)] {
      table.add([
        name, grouped(totals.weightCount), "\(grouped(totals.denseByteCount)) B",
        "\(grouped(totals.byteCount)) B",
        totals.ratio.map { decimal($0, digits: 2) + "x" } ?? "-",
        totals.bitsPerWeight.map { decimal($0, digits: 3) } ?? "-",
      ])
    }
    return table.texts
  }

  private var partLines: [String] {
    var table = TextTable([.left, .right, .right])
    for part in parts {
      table.add([
        part.name, "\(grouped(part.byteCount)) B",
        percent(Double(part.byteCount) / Double(byteCount)),
      ])
    }
    let sum = parts.reduce(0) { $0 + $1.byteCount }
    table.add(["sum", "\(grouped(sum)) B", percent(Double(sum) / Double(byteCount))])
    return table.texts
  }

  private var sectionLines: [String] {
    var table = TextTable([.right, .left, .right, .right, .right, .left])
    table.add(["#", "kind", "offset", "length", "CRC-32", "of"])
    let owners = sectionOwners
    for (index, section) in sections.enumerated() {
      table.add([
        "\(index)", section.kindName, grouped(section.offset), "\(grouped(section.byteCount)) B",
        hexadecimal(UInt64(section.crc32), digits: 8), owners[index] ?? "",
      ])
    }
    return table.texts
  }

  /// What the sections that belong to a matrix belong to, by index (`spec/container.md`, Kinds).
  private var sectionOwners: [Int: String] {
    var owners: [Int: String] = [:]
    for (index, matrix) in matrices.enumerated() {
      owners[2 + 2 * index] = printable(matrix.name, limit: 40)
      owners[3 + 2 * index] = printable(matrix.name, limit: 40)
    }
    return owners
  }

  private var vocabularyLines: [String] {
    vocabularies.enumerated().map { index, vocabulary in
      let shown = vocabulary.firstEntries.map { quoted($0, limit: 16) }.joined(separator: " ")
      let more = vocabulary.entryCount > vocabulary.firstEntries.count ? " …" : ""
      return "\(index)  \(counted(vocabulary.entryCount, vocabulary.unit.name)), "
        + "\(grouped(vocabulary.textByteCount)) B of text: \(shown)\(more)"
    }
  }

  private var metadataLines: [String] {
    guard let metadata else { return [] }
    var table = TextTable([.left, .left])
    for record in metadata.records {
      let value =
        switch record.value {
        case .text(let text): quoted(text)
        case .integer(let integer): "\(integer)"
        case .real(let real): "\(real)"
        case .boolean(let boolean): boolean ? "yes" : "no"
        }
      table.add([printable(record.key), value])
    }
    return table.texts + [
      "\(grouped(metadata.usedByteCount)) of \(grouped(metadata.capacity)) B used"
    ]
  }

  private var activationLines: [String] {
    var table = TextTable([.right, .left, .left])
    for (index, activation) in activations.enumerated() {
      let function =
        if let table = activation.table {
          "table \(table)"
        } else {
          "clipped, x / \(1 << activation.shift) + \(decimal(activation.offset, digits: 3))"
        }
      let (low, high) = (decimal(activation.low, digits: 3), decimal(activation.high, digits: 3))
      table.add(["\(index)", function, "\(low) to \(high)"])
    }
    return table.texts
  }
}

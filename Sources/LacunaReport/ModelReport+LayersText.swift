import LacunaFormat

extension ModelReport {
  /// Every layer of every network with its matrices, in one table.
  var layerLines: [String] {
    var table = TextTable(
      [.left, .right, .left, .left, .left, .right, .right, .right] + [
        .right, .right, .right, .right,
      ])
    table.add([
      "matrix", "rows x columns", "encoding", "axis", "codebook", "bytes", "density",
      "bits a weight",
      "= position", "+ code", "+ exponents", "+ padding",
    ])
    var seen: Set<Int> = []
    for network in networks {
      table.addHeading(heading(of: network))
      for (index, layer) in network.layers.enumerated() {
        table.addHeading("  \(index) \(heading(of: layer))")
        for matrix in layer.matrices {
          let isShared = !seen.insert(matrix).inserted
          table.add(cells(of: matrices[matrix], isShared: isShared))
        }
      }
    }
    return table.texts
  }

  private func heading(of network: Network) -> String {
    let vocabulary =
      network.vocabulary.map { ", vocabulary \($0) (\(vocabularies[$0].unit.name)s)" } ?? ""
    return "network \(printable(network.name))\(vocabulary)"
  }

  private func heading(of layer: Layer) -> String {
    var text = layer.kind.name
    if layer.direction.isBackward { text += ", \(layer.direction.text)" }
    if layer.kind == .gru { text += layer.reset == .after ? ", reset after" : ", reset before" }
    let unit = layer.kind == .embedding ? "id" : "input"
    text += ", \(counted(layer.inputSize, unit)) to \(counted(layer.outputSize, "output"))"
    if layer.hasProjection { text += ", projected from \(counted(layer.hiddenSize, "unit"))" }
    if layer.output == .rectified { text += ", rectified" }
    if let bias = layer.biasFormat {
      text += ", \(counted(bias.count, "bias", "biases")) in units of 2^\(bias.exponent)"
    }
    if !layer.activations.isEmpty {
      text += ", activations \(layer.activations.map(String.init).joined(separator: " "))"
    }
    return text
  }

  private func cells(of matrix: Matrix, isShared: Bool) -> [String] {
    let bits = matrix.bits
    return [
      "    " + printable(matrix.name, limit: 40) + (isShared ? " (shared)" : ""),
      "\(grouped(matrix.rows)) x \(grouped(matrix.columns))", matrix.encodingText,
      matrix.axis?.name ?? "-", matrix.codebookProfile ?? "-", "\(grouped(matrix.byteCount)) B",
      percent(matrix.density), decimal(matrix.bitsPerWeight, digits: 3),
      decimal(bits.position, digits: 3), decimal(bits.code, digits: 3),
      decimal(bits.exponents, digits: 3), decimal(bits.padding, digits: 3),
    ]
  }

  /// One matrix's terms, their balance, and its histograms side by side.
  func matrixLines(_ matrix: Matrix, _ style: TextStyle) -> [String] {
    let contents = matrix.contents
    let item = matrix.encoding == .terms ? "term" : matrix.encoding == .codes ? "code" : "weight"
    let line = matrix.axis == .output ? "column" : "row"
    let fewestInLane = contents.laneTerms.min() ?? 0
    let mostInLane = contents.laneTerms.max() ?? 0
    var table = TextTable([.left, .right, .right])
    table.add(["non-zero \(item)s", "fewest", "most"])
    table.add([
      "in a \(line)", grouped(contents.lineTerms.lowerBound),
      grouped(contents.lineTerms.upperBound),
    ])
    table.add([
      "in a lane, of \(contents.laneTerms.count)", grouped(fewestInLane), grouped(mostInLane),
    ])
    var lines = [
      "\(grouped(contents.nonZeroTerms)) non-zero \(item)s in "
        + "\(grouped(contents.nonZeroWeights)) of \(grouped(matrix.weightCount)) weights; "
        + "\(counted(contents.laneTerms.count, "lane")) with the \(line)s shared out are "
        + "\(percent(contents.laneBalance)) busy"
    ]
    lines += table.texts
    return lines
      + sideBySide(
        ("row exponents, rows", HistogramText.lines(contents.rowExponents, style)),
        ("values, \(item)s", HistogramText.lines(contents.values, style)), style)
  }

  private typealias Block = (title: String, lines: [(text: String, width: Int)])

  private func sideBySide(_ left: Block, _ right: Block, _ style: TextStyle) -> [String] {
    let leftWidth = max(left.title.count, left.lines.map(\.width).max() ?? 0) + 4
    func fill(_ width: Int) -> String { HistogramText.spaces(leftWidth - width) }
    var lines = [style.note(left.title) + fill(left.title.count) + style.note(right.title)]
    for index in 0..<max(left.lines.count, right.lines.count) {
      let first = index < left.lines.count ? left.lines[index] : ("", 0)
      let second = index < right.lines.count ? right.lines[index].text : ""
      lines.append(second.isEmpty ? first.0 : first.0 + fill(first.1) + second)
    }
    return lines
  }

  /// What the group axes of the file's terms suit.
  var machineLines: [String] {
    let axes = Set(matrices.compactMap(\.axis))
    var lines: [String] = []
    if axes.contains(.input) {
      lines.append(
        "input axis: for CPUs with byte shuffles; a lane has a row and looks its inputs up.")
    }
    if axes.contains(.output) {
      lines.append(
        "output axis: for microcontrollers and accelerators that skip zero inputs; a zero input "
          + "skips its column.")
    }
    guard !axes.isEmpty else { return [] }
    return lines + ["A model for one axis runs on either kind, with the same results."]
  }
}

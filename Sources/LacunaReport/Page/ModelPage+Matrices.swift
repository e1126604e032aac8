import LacunaFormat

extension ModelPage {
  /// A card for each matrix that is drawn, in the order of the file.
  var matrixSections: String {
    let cards = pictures.keys.sorted().map { card(of: $0) }
    let rest = report.matrices.count - cards.count
    let more =
      rest > 0
      ? "<p class=\"note\">\(counted(rest, "smaller matrix", "smaller matrices")) not drawn: see "
        + "the <a href=\"#lists\">list</a>.</p>" : ""
    return """
      <section id="matrices">
      <h2>Matrices</h2>
      \(cards.joined(separator: "\n"))
      \(more)
      </section>
      """
  }

  private func card(of index: Int) -> String {
    guard let picture = pictures[index] else { return "" }
    let matrix = report.matrices[index]
    let contents = matrix.contents
    let item = matrix.encoding == .terms ? "terms" : matrix.encoding == .codes ? "codes" : "weights"
    var charts = [
      chart("Row exponents", "rows by their power of two", contents.rowExponents),
      chart(
        matrix.codebook.isEmpty ? "Integers" : "Codes",
        matrix.codebook.isEmpty
          ? "weights by their integer" : "\(item) by the value that the code stands for",
        contents.values),
    ]
    if !contents.positions.bins.isEmpty {
      charts.append(
        chart(
          "Positions", "terms by their place in the group of \(matrix.groupSize ?? 0)",
          contents.positions))
    }
    charts += [16, 64].filter { $0 == 16 || contents.laneTerms(of: $0).count > 16 }.map {
      lanes($0, contents)
    }
    return """
      <article id="matrix-\(index)" class="matrix">
      <h3>\(Markup.fileText(matrix.name))</h3>
      <p class="note">\(Markup.escaped(uses[index].text))</p>
      \(facts(of: matrix, picture.error))
      \(maps(picture, blocks: uses[index].blocks, density: matrix.density))
      <div class="charts n\(charts.count)">\(charts.joined(separator: "\n"))</div>
      \(closeUp(picture.closeUp, matrix))
      </article>
      """
  }

  private func facts(of matrix: ModelReport.Matrix, _ error: WeightError?) -> String {
    let bits = matrix.bits
    var facts = [
      ("shape", "\(grouped(matrix.rows)) × \(grouped(matrix.columns))"),
      ("encoding", matrix.encodingText),
    ]
    if let codebook = matrix.codebookProfile { facts.append(("codebook", codebook)) }
    if let axis = matrix.axis { facts.append(("groups along", axis.name)) }
    facts += [
      ("size", "\(grouped(matrix.byteCount)) bytes"),
      (
        "smaller than float32",
        decimal(Double(4 * matrix.weightCount) / Double(matrix.byteCount), digits: 1) + " times"
      ),
      ("weights not 0", percent(matrix.density)),
    ]
    if let error {
      facts += [
        ("error, relative", percent(error.relative)),
        ("error, rms", scientific(error.rootMeanSquare)),
        ("error, greatest", scientific(error.greatest)),
      ]
    }
    let list = facts.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" }.joined()
    let parts = [
      ("position", bits.position), ("code", bits.code), ("exponents", bits.exponents),
      ("padding", bits.padding),
    ].filter { $0.1 > 0 }
    let stack = parts.map { name, bits in
      let share = decimal(100 * bits / matrix.bitsPerWeight, digits: 2)
      return "<i class=\"b-\(name)\" style=\"width:\(share)%\"></i>"
    }
    let labels = parts.map { name, bits in
      "<span><i class=\"b-\(name)\"></i>\(name) \(decimal(bits, digits: 3))</span>"
    }
    return """
      <dl class="facts">\(list)</dl>
      <div class="bits"><div class="stack" aria-hidden="true">\(stack.joined())</div>\
      <p><b>\(decimal(matrix.bitsPerWeight, digits: 3)) bits a weight</b> = \
      \(labels.joined(separator: " + "))</p></div>
      """
  }
}

/// Three significant digits, as in `0.0123` and `4.56e-5`.
func scientific(_ value: Double) -> String {
  guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
  var exponent = 0
  var magnitude = value.magnitude
  while magnitude >= 10 { (magnitude, exponent) = (magnitude / 10, exponent + 1) }
  while magnitude < 1 { (magnitude, exponent) = (magnitude * 10, exponent - 1) }
  if (-4...5).contains(exponent) { return decimal(value, digits: max(0, 2 - exponent)) }
  return (value < 0 ? "-" : "") + decimal(magnitude, digits: 2) + "e\(exponent)"
}

extension ModelPage {
  /// The file's name, and its size in both scopes.
  var header: String {
    let counts = [
      counted(report.networks.count, "network"),
      counted(report.networks.reduce(0) { $0 + $1.layers.count }, "layer"),
      counted(report.matrices.count, "matrix", "matrices"),
      counted(report.sections.count, "section"),
    ]
    let dense =
      denseName.map { ", compared with <b>\(Markup.fileText($0))</b>" } ?? ""
    return """
      <header>
      <p class="kicker">Lacuna model file</p>
      <h1>\(Markup.fileText(title))</h1>
      <p class="lead">\(counts.joined(separator: ", "))\(dense)</p>
      <div class="scopes">
      \(scope("Whole file", "every byte counted", report.totals))
      \(scope(
        "Recurrent layers", "matrices, biases, exponents, codebooks, padding",
        report.recurrentTotals))
      </div>
      </header>
      """
  }

  private func scope(_ name: String, _ note: String, _ totals: ModelReport.Totals) -> String {
    guard totals.byteCount > 0, totals.denseByteCount > 0 else {
      return "<section class=\"scope\"><h2>\(name)</h2><p class=\"note\">none</p></section>"
    }
    let ratio = totals.ratio.map { decimal($0, digits: $0 < 10 ? 2 : 1) } ?? "-"
    let share = min(1, Double(totals.byteCount) / Double(totals.denseByteCount))
    let bits = totals.bitsPerWeight.map { decimal($0, digits: 3) } ?? "-"
    return """
      <section class="scope">
      <h2>\(name)</h2>
      <p class="figure"><b>\(ratio)</b><span>times smaller</span></p>
      <div class="against" role="img" aria-label="\(percent(share)) of the float32 size">\
      <i style="width:\(decimal(100 * share, digits: 2))%"></i></div>
      <dl>
      <div><dt>in the file</dt><dd>\(grouped(totals.byteCount)) bytes</dd></div>
      <div><dt>as float32</dt><dd>\(grouped(totals.denseByteCount)) bytes</dd></div>
      <div><dt>weights</dt><dd>\(grouped(totals.weightCount))</dd></div>
      <div><dt>bits a weight</dt><dd>\(bits)</dd></div>
      </dl>
      <p class="note">\(note)</p>
      </section>
      """
  }
}

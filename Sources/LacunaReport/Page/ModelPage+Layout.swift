extension ModelPage {
  /// The file as a map of rows of equal length, every part as wide as it is long.
  var layoutSection: String {
    let parts = FilePart.all(of: report, uses: uses)
    let rows = FileRows(byteCount: report.byteCount)
    let shown = parts.prefix(Self.listLimit)
    let first = shown.first.map(details) ?? ""
    let more =
      parts.count > shown.count
      ? "<p class=\"note\">\(grouped(parts.count - shown.count)) more sections are not drawn.</p>"
      : ""
    return """
      <section id="layout">
      <h2>Layout</h2>
      <p class="note">To scale: a row is \(grouped(rows.rowByteCount)) bytes. \
      Point at a part, tap it, or go from one to the next with the arrow keys or buttons.</p>
      <div class="filemap">
      <div class="addresses" aria-hidden="true">\(rows.labels)</div>
      <div class="canvas">
      <svg viewBox="0 0 1000 \(10 * rows.count)" preserveAspectRatio="none" role="listbox" \
      aria-label="Parts of the file, in order" style="--rows:\(rows.count)">
      <rect class="whole" width="1000" height="\(10 * rows.count)"/>
      \(shown.enumerated().map { drawn($1, at: $0, rows) }.joined(separator: "\n"))
      </svg>
      <div aria-hidden="true">\(shown.map { labelled($0, rows) }.joined())</div>
      </div>
      </div>
      <p id="part" class="details" aria-live="polite">\(first)</p>
      <p class="steps"><button type="button" data-step="-1">previous</button> \
      <button type="button" data-step="1">next</button></p>
      \(more)\(legend(Array(shown)))
      </section>
      """
  }

  private func details(_ part: FilePart) -> String {
    "<b class=\"k-\(part.kind)\">\(part.kind)</b> <span>\(Markup.escaped(text(of: part)))</span>"
  }

  /// Section, offset, length, and what it holds; not escaped.
  private func text(of part: FilePart) -> String {
    let section = part.section.map { "section \($0), " } ?? ""
    return "\(section)offset \(grouped(part.offset)) (0x\(hexadecimal(UInt64(part.offset)))), "
      + "\(counted(part.byteCount, "byte")): \(part.holds)"
  }

  private func drawn(_ part: FilePart, at index: Int, _ rows: FileRows) -> String {
    let text = text(of: part)
    let attributes = [
      ("role", "option"), ("tabindex", index == 0 ? "0" : "-1"),
      ("class", "p k-\(part.kind)\(isOdd(part) ? " odd" : "")"),
      ("aria-label", "\(part.kind): \(text)"), ("data-kind", part.kind), ("data-text", text),
    ]
    return Markup.element("g", attributes, rows.rectangles(of: part))
  }

  /// Whether it belongs to every other matrix: neighbours are told apart by their shade.
  private func isOdd(_ part: FilePart) -> Bool { ((part.section ?? 0) - 2) / 2 % 2 == 1 }

  /// The matrix's name on its weights, where there is room.
  private func labelled(_ part: FilePart, _ rows: FileRows) -> String {
    guard part.kind == "weights", let section = part.section, let place = rows.roomiest(of: part),
      place.width > 0.12
    else { return "" }
    let name = Markup.fileText(report.matrices[(section - 2) / 2].name, limit: 40)
    let style =
      "left:\(plain(100 * place.left))%;width:\(plain(100 * place.width))%;--row:\(place.row)"
    return "<span style=\"\(style)\">\(name)</span>"
  }

  /// Kinds with their bytes, and padding.
  private func legend(_ parts: [FilePart]) -> String {
    let items = report.parts.filter { $0.byteCount > 0 }.map { part in
      "<li><i class=\"k-\(part.name)\"></i>\(part.name) <b>\(grouped(part.byteCount)) B</b> "
        + "<span>\(percent(Double(part.byteCount) / Double(max(1, report.byteCount))))</span></li>"
    }
    return "<ul class=\"legend\">\(items.joined())</ul>"
  }
}

/// The rows that a file is drawn in.
private struct FileRows {
  let byteCount: Int
  let rowByteCount: Int
  let count: Int

  /// At most 16 rows, of a multiple of 64 bytes.
  init(byteCount: Int) {
    self.byteCount = byteCount
    rowByteCount = max(256, (byteCount + 16 * 64 - 1) / (16 * 64) * 64)
    count = max(1, (byteCount + rowByteCount - 1) / rowByteCount)
  }

  /// Where each row starts.
  var labels: String {
    let digits = hexadecimal(UInt64(byteCount)).count
    return (0..<count).map { row in
      "<span>\(hexadecimal(UInt64(row * rowByteCount), digits: digits))</span>"
    }.joined()
  }

  /// The part's share of each row that it lies in.
  private func pieces(of part: FilePart) -> [(row: Int, left: Double, width: Double)] {
    var pieces: [(row: Int, left: Double, width: Double)] = []
    var offset = part.offset
    let end = min(part.offset + part.byteCount, byteCount)
    while offset < end {
      let row = offset / rowByteCount
      let stop = min(end, (row + 1) * rowByteCount)
      pieces.append(
        (
          row, Double(offset - row * rowByteCount) / Double(rowByteCount),
          Double(stop - offset) / Double(rowByteCount)
        ))
      offset = stop
    }
    return pieces
  }

  /// The first of its pieces that has half the room of the widest, or more.
  func roomiest(of part: FilePart) -> (row: Int, left: Double, width: Double)? {
    let pieces = pieces(of: part)
    let most = pieces.map(\.width).max() ?? 0
    return pieces.first { 2 * $0.width >= most }
  }

  func rectangles(of part: FilePart) -> String {
    pieces(of: part).map { piece in
      "<rect x=\"\(plain(1000 * piece.left))\" y=\"\(10 * piece.row)\" "
        + "width=\"\(plain(1000 * piece.width))\" height=\"10\"/>"
    }.joined()
  }
}

/// A number for markup: no more than two digits after the point, and no separators.
func plain(_ value: Double) -> String {
  let hundredths = Int((value * 100).rounded())
  let fraction = String(hundredths % 100 + 100).dropFirst()
  return "\(hundredths / 100)" + (fraction == "00" ? "" : ".\(fraction)")
}

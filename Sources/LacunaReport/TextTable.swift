/// Rows of text whose columns line up, with headings between them that span all columns.
public struct TextTable {
  public enum Alignment {
    case left, right
  }

  private enum Line {
    case cells([String])
    case heading(String)
  }

  private let alignments: [Alignment]
  private var lines: [Line] = []
  private var widths: [Int]

  public init(_ alignments: [Alignment]) {
    self.alignments = alignments
    widths = [Int](repeating: 0, count: alignments.count)
  }

  /// Adds a row; cells that are missing are empty.
  public mutating func add(_ cells: [String]) {
    for (column, cell) in cells.enumerated() { widths[column] = max(widths[column], cell.count) }
    lines.append(.cells(cells))
  }

  public mutating func addHeading(_ text: String) {
    lines.append(.heading(text))
  }

  /// The lines without spaces at their ends, two spaces between columns.
  public var texts: [String] {
    lines.map { line in
      switch line {
      case .heading(let text): return text
      case .cells(let cells):
        var text = ""
        for (column, cell) in cells.enumerated() {
          let fill = String(repeating: " ", count: widths[column] - cell.count)
          if column > 0 { text += "  " }
          text += alignments[column] == .left ? cell + fill : fill + cell
        }
        while text.last == " " { text.removeLast() }
        return text
      }
    }
  }
}

/// Histograms as bars of text.
struct HistogramText {
  /// Characters of the longest bar.
  static let barWidth = 20
  static let mostBins = 16

  private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

  /// One line for each bin: the value, its bar, its count; all of one width.
  static func lines(_ histogram: Histogram, _ style: TextStyle) -> [(text: String, width: Int)] {
    let bins = histogram.merged(into: mostBins).bins
    let labels = bins.map { bin in
      bin.values.count == 1
        ? "\(bin.values.lowerBound)" : "\(bin.values.lowerBound)…\(bin.values.upperBound)"
    }
    let counts = bins.map { grouped($0.count) }
    let labelWidth = labels.map(\.count).max() ?? 0
    let countWidth = counts.map(\.count).max() ?? 0
    let most = bins.map(\.count).max() ?? 0
    return bins.indices.map { index in
      let bar = bar(bins[index].count, of: most)
      let text =
        spaces(labelWidth - labels[index].count) + labels[index] + " " + style.bar(bar)
        + spaces(barWidth - bar.count) + " " + spaces(countWidth - counts[index].count)
        + counts[index]
      return (text, labelWidth + barWidth + countWidth + 2)
    }
  }

  /// A bar as long as `count` is of `most`, to an eighth of a character; never none for some.
  static func bar(_ count: Int, of most: Int) -> String {
    guard count > 0, most > 0 else { return "" }
    let share = Double(count) / Double(most)
    let length = max(1, Int((share * Double(8 * barWidth)).rounded()))
    return String(repeating: "█", count: length / 8) + eighths[length % 8]
  }

  static func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
}

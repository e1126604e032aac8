extension ModelPage {
  /// A histogram as bars that stand on their values.
  func chart(_ title: String, _ note: String, _ histogram: Histogram) -> String {
    let bins = histogram.merged(into: 64).bins
    let most = bins.map(\.count).max() ?? 0
    let bars = bins.enumerated().map { index, bin in
      bar(
        index, of: bins.count, share: most == 0 ? 0 : Double(bin.count) / Double(most),
        title: "\(name(of: bin.values)): \(grouped(bin.count))")
    }
    guard bins.count > 1, let first = bins.first, let last = bins.last else {
      let only = bins.first.map { "all \(name(of: $0.values)): \(grouped($0.count))" }
      return figure(title, note, bars, ends: ("", ""), only ?? "none")
    }
    return figure(
      title, note, bars, ends: ("\(first.values.lowerBound)", "\(last.values.upperBound)"),
      "most \(grouped(most))")
  }

  /// What lanes have to do, against the fullest.
  func lanes(_ count: Int, _ contents: MatrixContents) -> String {
    let lanes = contents.laneTerms(of: count)
    let most = lanes.max() ?? 0
    let bars = lanes.enumerated().map { index, terms in
      bar(
        index, of: lanes.count, share: most == 0 ? 0 : Double(terms) / Double(most),
        title: "lane \(index): \(grouped(terms))")
    }
    return figure(
      "\(lanes.count) lanes",
      "non-zero work of each; \(percent(contents.laneBalance(of: count)))"
        + " busy when the fullest sets the pace", bars, ends: ("0", "\(lanes.count - 1)"),
      "\(grouped(lanes.min() ?? 0)) to \(grouped(most))")
  }

  private func name(of values: ClosedRange<Int>) -> String {
    values.count == 1 ? "\(values.lowerBound)" : "\(values.lowerBound) to \(values.upperBound)"
  }

  /// A bar and the room left of the first, in per cent: a few bars stand in the middle, none too
  /// wide.
  private func measures(_ count: Int) -> (step: Double, left: Double) {
    let step = 100 / Double(max(count, 4))
    return (step, (100 - step * Double(count)) / 2)
  }

  private func bar(_ index: Int, of count: Int, share: Double, title: String) -> String {
    let (step, left) = measures(count)
    // What is there is seen, however little it is.
    let height = share == 0 ? 0 : max(0.8, 40 * share)
    let x = plain(left + Double(index) * step)
    return "<g><title>\(title)</title><rect class=\"hit\" x=\"\(x)\" width=\"\(plain(step))\" "
      + "height=\"40\"/><rect x=\"\(x)\" y=\"\(plain(40 - height))\" "
      + "width=\"\(plain(step * (count > 40 ? 0.85 : 0.9)))\" height=\"\(plain(height))\"/></g>"
  }

  private func figure(
    _ title: String, _ note: String, _ bars: [String], ends: (String, String), _ range: String
  ) -> String {
    """
    <figure class="chart"><figcaption><b>\(title)</b> <span>\(note)</span></figcaption>
    <svg viewBox="0 0 100 40" preserveAspectRatio="none" role="img" \
    aria-label="\(title): \(note), \(range)">\(bars.joined())</svg>
    <p class="axis" style="padding:0 \(plain(measures(bars.count).left))%"><span>\(ends.0)</span>\
    <span class="range">\(range)</span><span>\(ends.1)</span></p></figure>
    """
  }
}

extension ModelDifference {
  /// What changed, for people.
  public func text(color: Bool) -> String {
    let style = TextStyle(color: color)
    guard !isSame else { return "the same, byte for byte: \(grouped(byteCounts.new)) bytes\n" }
    var lines: [String] = []
    func add(_ title: String, _ block: [String]) {
      guard !block.isEmpty else { return }
      if !lines.isEmpty { lines.append("") }
      lines += [style.title(title)] + block.map { "  " + $0 }
    }
    add("Records", changeLines)
    add("Matrices", matrixLines)
    return lines.joined(separator: "\n") + "\n"
  }

  private var changeLines: [String] {
    guard !changes.isEmpty else { return [] }
    var table = TextTable([.left, .left, .right, .left, .left])
    for change in changes {
      table.add([
        change.place, change.property, change.old ?? "none", "->", change.new ?? "none",
      ])
    }
    return table.texts
  }

  private var matrixLines: [String] {
    var lines: [String] = []
    for difference in matrices { lines += self.lines(of: difference) }
    lines += removedMatrices.map { "\(printable($0)): only in the first file" }
    lines += addedMatrices.map { "\(printable($0)): only in the second file" }
    if sameMatrixCount > 0 {
      lines.append("\(counted(sameMatrixCount, "matrix", "matrices")) the same")
    }
    return lines
  }

  private func lines(of difference: MatrixDifference) -> [String] {
    func change(_ values: (old: String, new: String)) -> String {
      values.old == values.new ? values.old : "\(values.old) -> \(values.new)"
    }
    var facts = [change(difference.shapes), change(difference.encodings)]
    let (old, new) = difference.byteCounts
    facts.append(
      old == new
        ? "\(grouped(difference.changedByteCount)) of \(grouped(old)) bytes differ"
        : "\(grouped(old)) -> \(grouped(new)) bytes")
    if difference.codebookChanged { facts.append("another codebook") }
    var lines = ["\(printable(difference.name)): \(facts.joined(separator: ", "))"]
    guard let numbers = difference.numbers else { return lines }
    guard numbers.changed > 0 else { return lines + ["  every weight is the same number"] }
    let share = percent(Double(numbers.changed) / Double(numbers.weightCount))
    lines.append(
      "  \(grouped(numbers.changed)) of \(grouped(numbers.weightCount)) weights differ (\(share)), "
        + "by at most \(scientific(numbers.greatest)), rms \(scientific(numbers.rootMeanSquare))"
        + (numbers.relative.map { ", \(percent($0)) of the old weights' size" } ?? ""))
    if numbers.appeared + numbers.vanished > 0 {
      lines.append(
        "  \(grouped(numbers.appeared)) were 0 and are not, \(grouped(numbers.vanished)) are 0 now"
          + (numbers.moved.map { "; \(grouped($0)) moved inside their group" } ?? ""))
    }
    return lines
  }
}

import LacunaFormat

extension ChangeFinder {
  /// Biases, activation tables and vocabularies: how many of their values differ.
  mutating func findNumbers(from old: ModelView, to new: ModelView) {
    for index in 0..<min(old.layout.biasCount, new.layout.biasCount) {
      let (a, b) = (old.bias(at: index), new.bias(at: index))
      guard a.count == b.count else { continue }
      let (before, after) = (old.biasValues(of: index), new.biasValues(of: index))
      let steps = (Double(powerOfTwo(a.exponent)), Double(powerOfTwo(b.exponent)))
      var changed = 0
      var greatest = 0.0
      for place in 0..<a.count {
        let first = Double(before.int16(at: 2 * place)) * steps.0
        let second = Double(after.int16(at: 2 * place)) * steps.1
        if first != second { changed += 1 }
        greatest = max(greatest, (second - first).magnitude)
      }
      guard changed > 0 else { continue }
      compare(
        "bias \(index)", "values", "\(grouped(a.count)) values",
        "\(grouped(changed)) differ, by at most \(scientific(greatest))")
    }
    for index in 0..<min(old.layout.tableCount, new.layout.tableCount) {
      let (before, after) = (old.table(at: index), new.table(at: index))
      let changed = (0..<257).count { before.int16(at: 2 * $0) != after.int16(at: 2 * $0) }
      guard changed > 0 else { continue }
      compare("table \(index)", "values", "257 values", "\(changed) differ")
    }
    for index in 0..<max(old.layout.vocabularyCount, new.layout.vocabularyCount) {
      findVocabulary(
        index < old.layout.vocabularyCount, old, index < new.layout.vocabularyCount, new, at: index)
    }
  }

  private mutating func findVocabulary(
    _ isInOld: Bool, _ old: ModelView, _ isInNew: Bool, _ new: ModelView, at index: Int
  ) {
    let place = "vocabulary \(index)"
    guard isInOld, isInNew else {
      compare(
        place, "entries", isInOld ? grouped(old.vocabulary(at: index).count) : nil,
        isInNew ? grouped(new.vocabulary(at: index).count) : nil)
      return
    }
    let (before, after) = (old.vocabulary(at: index), new.vocabulary(at: index))
    compare(place, "unit", before.unit.name, after.unit.name)
    compare(place, "entries", grouped(before.count), grouped(after.count))
    let shared = min(before.count, after.count)
    let changed = (0..<shared).filter { !equal(before.utf8(of: $0), after.utf8(of: $0)) }
    guard let first = changed.first else { return }
    compare(
      place, "\(counted(changed.count, "entry", "entries")) differ, the first of id \(first)",
      quoted(decodedUTF8(before.utf8(of: first)), limit: 24),
      quoted(decodedUTF8(after.utf8(of: first)), limit: 24))
  }
}

import LacunaFormat

extension GraphMender {
  /// Names stand end to end; one that is no clean text becomes letters. Gives the strings section.
  mutating func mendNames() -> [UInt8] {
    var strings: [UInt8] = []
    let damaged = pooled(.strings, 0)
    for index in 0..<(counts[0] + counts[2]) {
      let record =
        index < counts[0]
        ? networks + NetworkRecord.byteCount * index
        : matrices + MatrixRecord.byteCount * (index - counts[0])
      let found = graph.uint16(at: record + 4)
      let length = (1...255).contains(found) ? found : 1 + found % 16
      let rest = damaged.dropFirst(strings.count).prefix(length)
      graph.put(strings.count, at: record, count: 4)
      graph.put(length, at: record + 4, count: 2)
      if rest.count == length, isCleanText(rest) {
        strings += rest
      } else {
        strings += (0..<length).map { UInt8(97 + (index + $0) % 26) }
      }
    }
    return strings
  }

  private func isCleanText(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let text = String(validating: bytes, as: UTF8.self) else { return false }
    return text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
  }

  /// A table of 257 values, none of them -32768, and none negative where a GRU's update needs that.
  func mendedTable(_ index: Int) -> [UInt8] {
    var table = pooled(.activationTable, index).cycled(to: 2 * 257)
    let isUpdateGate = claims.updateGates.contains { activation in
      let record = activations + ActivationRecord.byteCount * activation
      return graph[record] == ActivationKind.table.rawValue
        && graph.uint16(at: record + 2) == index
    }
    for entry in 0..<257 {
      let value = Int(Int16(truncatingIfNeeded: table.uint16(at: 2 * entry)))
      table.put(max(value, isUpdateGate ? 0 : -32_767), at: 2 * entry, count: 2)
    }
    return table
  }

  /// A vocabulary with as many entries as its network asks for.
  func mendedVocabulary(_ index: Int) -> [UInt8] {
    let found = pooled(.vocabulary, index).cycled(to: max(pooled(.vocabulary, index).count, 16))
    let claimed = claims.entries[index] ?? max(found.uint32(at: 4), 1)
    let count = claimed <= 16_384 ? claimed : 1
    let header = 8 + 4 * (count + 1)
    // All that is past the offsets is text, whatever they say.
    let text = found.count >= header ? found.count - header : count
    var section = found.cycled(to: header + text)
    section[0] = (1...2).contains(section[0]) ? section[0] : 1 + section[0] & 1
    section.putZeros(1..<4)
    section.put(count, at: 4, count: 4)
    var least = 0
    for entry in 0...count {
      let offset = section.uint32(at: 8 + 4 * entry)
      if entry > 0 { least = offset >= least && offset <= text ? offset : least }
      section.put(entry == count ? text : least, at: 8 + 4 * entry, count: 4)
    }
    return section
  }
}

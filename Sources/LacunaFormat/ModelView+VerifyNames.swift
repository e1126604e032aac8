// Rule G15: names of networks are unique, and names of matrices are.

extension ModelView {
  func verifyNetworkNames() throws(FormatError) {
    try verifyNames(
      "network that has the name of this one", records: layout.networks,
      stride: NetworkRecord.byteCount, count: layout.networkCount)
  }

  func verifyMatrixNames() throws(FormatError) {
    try verifyNames(
      "matrix that has the name of this one", records: layout.matrices,
      stride: MatrixRecord.byteCount, count: layout.matrixCount)
  }

  /// Without memory that grows, a set holds 1024 names at a time, and all later names are looked up
  /// in it: a file of a few hundred names takes one pass.
  private func verifyNames(
    _ subject: StaticString, records: Int, stride: Int, count: Int
  ) throws(FormatError) {
    var firstOfSet = 0
    while firstOfSet < count {
      let endOfSet = min(firstOfSet + NameSet.capacity, count)
      var names = NameSet()
      for index in firstOfSet..<count {
        let name = storedName(at: records + stride * index)
        let hash = nameHash(name)
        var slot = Int(hash & NameSet.slotMask)
        while names.slots[slot] != 0 {
          let earlier = firstOfSet + Int(names.slots[slot] & NameSet.indexMask) - 1
          if names.slots[slot] & ~NameSet.indexMask == hash & ~NameSet.indexMask,
            isSameName(name, storedName(at: records + stride * earlier))
          {
            throw FormatError(
              .g15, subject, at: UInt64(name.lowerBound), section: 1, expected: Int64(index),
              found: Int64(earlier))
          }
          slot = (slot + 1) & Int(NameSet.slotMask)
        }
        if index < endOfSet {
          names.slots[slot] = hash & ~NameSet.indexMask | UInt64(index - firstOfSet + 1)
        }
      }
      firstOfSet = endOfSet
    }
  }

  private func storedName(at record: Int) -> Range<Int> {
    let start = layout.strings + Int(bytes.uint32(at: record))
    return start..<(start + Int(bytes.uint16(at: record + 4)))
  }

  private func isSameName(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
    guard left.count == right.count else { return false }
    for index in 0..<left.count {
      if bytes.byte(at: left.lowerBound + index) != bytes.byte(at: right.lowerBound + index) {
        return false
      }
    }
    return true
  }

  /// FNV-1a of 64 bits, its high half folded into the low one, which chooses the slot.
  private func nameHash(_ name: Range<Int>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for offset in name {
      hash = (hash ^ UInt64(bytes.byte(at: offset))) &* 0x0000_0100_0000_01B3
    }
    return hash ^ hash >> 32
  }
}

/// Open addressing, at most half full: a slot is 0, or the upper bits of a name's hash over its
/// index in the set plus 1.
private struct NameSet {
  static let capacity = 1024
  static let slotMask: UInt64 = 2047
  static let indexMask: UInt64 = 0xFFFF

  var slots = InlineArray<2048, UInt64>(repeating: 0)
}

import LacunaFormat
import LacunaTestSupport
import Testing

/// Rules C7 to C9 of spec/container.md: where sections are, how long, and of which kinds.
@Suite struct SectionRuleTests {
  private let sample = Samples.everything
  private let file = Samples.everything.fileBytes()
  private let known = Samples.everything.sections().count

  /// The sample with 64 zeros put in before section `index` (or at the end), offsets and length
  /// following.
  private func fileWithHole(before index: Int) -> [UInt8] {
    var changed = file
    let isEnd = index == known
    let start = isEnd ? file.count : file.unsigned(at: 64 + 32 * index + 8, size: 8)
    for section in index..<known {
      let field = 64 + 32 * section + 8
      changed.write(UInt64(file.unsigned(at: field, size: 8) + 64), at: field, size: 8)
    }
    changed.insert(contentsOf: [UInt8](repeating: 0, count: 64), at: start)
    changed.write(UInt64(changed.count), at: 16, size: 8)
    changed.resealModelFile()
    return changed
  }

  @Test func c7NoHoleBeforeBetweenOrAfterSections() {
    for index in 0...known {
      expectRefusal(fileWithHole(before: index), .c7, comment: "before section \(index)")
    }
  }

  @Test func c7OffsetsAreWhereTheSectionBeforeEnds() {
    for section in 0..<known {
      let field = 64 + 32 * section + 8
      let right = UInt64(file.unsigned(at: field, size: 8))
      let wrong: [UInt64] = [
        0, 64, right - 64, right - 1, right + 1, right + 64, 1 << 31, 1 << 32, 1 << 63,
        .max, .max - 63, right | 1 << 32, right | 1 << 63,
      ]
      for value in wrong where value != right {
        var changed = file
        changed.write(value, at: field, size: 8)
        changed.resealModelFile()
        expectRefusal(changed, .c7, comment: "section \(section), offset \(value)")
      }
    }
  }

  /// Lengths that move the sections after them, or the end of the file.
  @Test func c7LengthsLeadToTheNextSection() {
    for section in 0..<known {
      let field = 64 + 32 * section + 16
      let right = UInt64(file.unsigned(at: field, size: 8))
      let wrong: [UInt64] = [
        right + 64, UInt64(file.count), 1 << 31, 1 << 32, 1 << 63, .max, .max - 63, .max - 4096,
        right | 1 << 32, right | 1 << 63,
      ]
      for value in wrong {
        var changed = file
        changed.write(value, at: field, size: 8)
        changed.resealModelFile()
        expectRefusal(changed, .c7, comment: "section \(section), length \(value)")
      }
    }
  }

  @Test func c8LengthsAreAtLeastOne() {
    var description = sample
    description.unknownSections = [ModelSection(kind: 0x9000, bytes: [])]
    expectRefusal(description, .c8)
    for section in 0..<known {
      var changed = file
      changed.write(0, at: 64 + 32 * section + 16, size: 8)
      changed.resealModelFile()
      expectRefusal(changed, .c8, .c7, comment: "section \(section)")
    }
  }

  @Test(arguments: [0x0000, 0x0007, 0x0009, 0x0100, 0x7FFF])
  func c9CriticalKindsAreKnown(kind: Int) {
    var description = sample
    description.unknownSections = [ModelSection(kind: kind, bytes: [1])]
    expectRefusal(description, .c9)
    expectRefusal(sample, .c9) { $0[3].kind = kind }
  }

  @Test func unknownAncillarySectionsAtTheEndAreSkipped() {
    var description = sample
    description.unknownSections = [
      ModelSection(kind: 0x8000, bytes: [1, 2, 3]), ModelSection(kind: 0xFFFF, bytes: [4]),
      ModelSection(kind: 0x8006, bytes: [UInt8](repeating: 9, count: 200)),
    ]
    expectOpens(description.fileBytes())
  }

  @Test func c9UnknownAncillarySectionsStandNowhereElse() {
    for index in 0..<known {
      expectRefusal(sample, .c9, comment: "before section \(index)") {
        $0.insert(ModelSection(kind: 0x8009, bytes: [1]), at: index)
      }
    }
  }

  @Test func c9NoSectionIsMissing() {
    for index in 0..<(known - 1) {
      expectRefusal(sample, .c9, .c3, .g1, comment: "section \(index)") { $0.remove(at: index) }
    }
  }

  @Test func metadataMayBeMissing() {
    var description = sample
    description.metadata = nil
    expectOpens(description.fileBytes())
  }

  @Test func c9NoSectionIsThereTwice() {
    for index in 0..<known {
      expectRefusal(sample, .c9, comment: "section \(index)") {
        $0.insert($0[index], at: index + 1)
      }
      expectRefusal(sample, .c9, comment: "section \(index) at the end") { $0.append($0[index]) }
    }
  }

  @Test func c9SectionsStandInTheOneOrder() {
    let kinds = sample.sections().map(\.kind)
    for index in 0..<(known - 1) where kinds[index] != kinds[index + 1] {
      expectRefusal(sample, .c9, comment: "sections \(index) and \(index + 1)") {
        $0.swapAt(index, index + 1)
      }
    }
  }
}

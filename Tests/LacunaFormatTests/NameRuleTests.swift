import LacunaFormat
import LacunaTestSupport
import Testing

/// Rule G3 of spec/graph.md: names.
@Suite struct NameRuleTests {
  private let sample = Samples.twoLinear

  /// The sample with its first name replaced.
  private func sample(named name: [UInt8]) -> [UInt8] {
    var description = sample
    let placeholder = String(repeating: "x", count: name.count)
    description.networks[0].name = placeholder
    var sections = description.sections()
    sections[1].bytes.replaceSubrange(0..<name.count, with: name)
    return modelFile(sections)
  }

  @Test func goodNamesOpen() {
    let names: [[UInt8]] = [
      [0x20], [0x7E], [0xC2, 0xA0], [0xDF, 0xBF], [0xE0, 0xA0, 0x80], [0xED, 0x9F, 0xBF],
      [0xEE, 0x80, 0x80], [0xEF, 0xBF, 0xBF], [0xF0, 0x90, 0x80, 0x80], [0xF4, 0x8F, 0xBF, 0xBF],
      [UInt8](repeating: 0x61, count: 255),
    ]
    for name in names { expectOpens(sample(named: name), "\(name)") }
  }

  @Test func g3NamesAreUTF8() {
    let names: [[UInt8]] = [
      [0x80], [0xBF], [0xFF], [0xFE], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x41],
      [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
      [0xE2, 0x82], [0xE2, 0x82, 0x41], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
      [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80],
      [0xF0, 0x9F, 0x92], [0x41, 0xC3],
    ]
    for name in names {
      expectRefusal(sample(named: name), .g3, comment: "\(name)")
      expectRefusal(sample(named: [0x61] + name), .g3, comment: "a, \(name)")
    }
  }

  @Test func g3NamesHaveNoControlCharacters() {
    for byte in Array(UInt8(0)...0x1F) + [0x7F] {
      expectRefusal(sample(named: [0x61, byte, 0x62]), .g3, comment: "\(byte)")
    }
    for byte in UInt8(0x80)...0x9F {
      expectRefusal(sample(named: [0xC2, byte]), .g3, comment: "C2 \(byte)")
    }
  }

  /// A character that begins in one name must not end in the next.
  @Test func g3NamesAreUTF8EachByItself() {
    var description = sample
    description.networks[0].name = "ab"
    description.matrices[0].name = "cd"
    expectRefusal(description, .g3) { $0[1].bytes.replaceSubrange(1..<3, with: [0xC3, 0xA9]) }
  }

  @Test func g3NamesHave1To255Bytes() {
    var description = sample
    description.networks[0].name = ""
    expectRefusal(description, .g3)
    description = sample
    description.matrices[1].name = ""
    expectRefusal(description, .g3)
    description = sample
    description.networks[0].name = String(repeating: "n", count: 256)
    expectRefusal(description, .g3)
    description = sample
    description.matrices[0].name = String(repeating: "n", count: 65_535)
    expectRefusal(description, .g3)
  }

  @Test func g3NamesLieEndToEnd() {
    let records = [sample.networkOffset(0), sample.matrixOffset(0), sample.matrixOffset(1)]
    for record in records {
      let right = UInt64(sample.graphBytes().unsigned(at: record, size: 4))
      for offset in [right &- 1, right + 1, 1 << 31, 0xFFFF_FFFF, 0xFFFF_FF00] {
        expectRefusal(sample, .g3, comment: "record \(record), offset \(offset)") {
          $0[0].bytes.write(offset, at: record, size: 4)
        }
      }
      let length = UInt64(sample.graphBytes().unsigned(at: record + 4, size: 2))
      for wrong in [length - 1, length + 1, 0, 0x8000, 0xFFFF] {
        expectRefusal(sample, .g3, comment: "record \(record), length \(wrong)") {
          $0[0].bytes.write(wrong, at: record + 4, size: 2)
        }
      }
    }
  }

  @Test func g3NamesCoverTheirSection() {
    expectRefusal(sample, .g3) { $0[1].bytes.append(0x61) }
    expectRefusal(sample, .g3) { $0[1].bytes.removeLast() }
    expectRefusal(sample, .g3) { $0[1].bytes = [0x61] }
  }

  @Test func g3NamesOfNetworksComeBeforeThoseOfMatrices() {
    var description = sample
    description.networks[0].name = "a"
    description.matrices[0].name = "b"
    expectRefusal(description, .g3) {
      $0[0].bytes.write(1, at: description.networkOffset(0), size: 4)
      $0[0].bytes.write(0, at: description.matrixOffset(0), size: 4)
    }
  }
}

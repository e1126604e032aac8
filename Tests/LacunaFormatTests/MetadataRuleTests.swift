import LacunaFormat
import LacunaTestSupport
import Testing

/// Rule G13 of spec/graph.md: metadata.
@Suite struct MetadataRuleTests {
  private let sample = Samples.small

  /// A record from its parts, whatever they are.
  private func record(key: [UInt8], type: Int, value: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(key.count, size: 2)
    bytes.append(type, size: 2)
    bytes.append(value.count, size: 4)
    return bytes + key + value
  }

  private func section(_ records: [[UInt8]], slack: [UInt8] = []) -> [UInt8] {
    let body = records.flatMap { $0 }
    var bytes: [UInt8] = []
    bytes.append(body.count, size: 4)
    bytes.append(records.count, size: 4)
    return bytes + body + slack
  }

  private func file(metadata: [UInt8]) -> [UInt8] {
    var sections = sample.sections()
    sections[sample.metadataSection].bytes = metadata
    return modelFile(sections)
  }

  private func text(_ key: String, _ value: String = "v") -> [UInt8] {
    record(key: Array(key.utf8), type: 1, value: Array(value.utf8))
  }

  @Test func goodMetadataOpens() {
    expectOpens(file(metadata: section([])))
    expectOpens(file(metadata: section([], slack: [0])))
    expectOpens(file(metadata: section([text("a", ""), text("b", "\n\u{0}")])))
    expectOpens(file(metadata: section([text(String(repeating: "k", count: 255))])))
    expectOpens(
      file(metadata: section([text("é"), text("日本")], slack: [UInt8](repeating: 0, count: 999))))
    for (type, size) in [(2, 8), (3, 8), (4, 1)] {
      let value = [UInt8](repeating: 1, count: size)
      expectOpens(file(metadata: section([record(key: [0x61], type: type, value: value)])))
    }
  }

  @Test func g13KeysAscendStrictly() {
    for keys in [
      ["a", "a"], ["b", "a"], ["aa", "a"], ["a", "b", "b"], ["é", "z"], ["a", "A"],
    ] {
      expectRefusal(file(metadata: section(keys.map { text($0) })), .g13, comment: "\(keys)")
    }
    for keys in [["A", "a"], ["a", "aa"], ["a", "b", "c"], ["z", "é"]] {
      expectOpens(file(metadata: section(keys.map { text($0) })), "\(keys)")
    }
  }

  @Test func g13KeysHave1To255BytesOfUTF8WithoutControlCharacters() {
    let keys: [[UInt8]] = [
      [], [UInt8](repeating: 0x61, count: 256), [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0x61, 0x00],
      [0x0A], [0x7F], [0xC2, 0x85],
    ]
    for key in keys {
      let metadata = section([record(key: key, type: 1, value: [0x61])])
      expectRefusal(file(metadata: metadata), .g13, comment: "\(key.prefix(4))")
    }
  }

  @Test func g13TextIsUTF8() {
    for value: [UInt8] in [[0xFF], [0xC3], [0xC0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x61, 0x80]] {
      let metadata = section([record(key: [0x61], type: 1, value: value)])
      expectRefusal(file(metadata: metadata), .g13, comment: "\(value)")
    }
  }

  @Test func g13ValuesHaveTheLengthOfTheirType() {
    for (type, size) in [(2, 8), (3, 8), (4, 1)] {
      for wrong in [0, 1, 2, 4, 7, 8, 9, 16] where wrong != size {
        let value = [UInt8](repeating: 0, count: wrong)
        let metadata = section([record(key: [0x61], type: type, value: value)])
        expectRefusal(file(metadata: metadata), .g13, comment: "type \(type), \(wrong) bytes")
      }
    }
  }

  @Test func g13BooleansAreZeroOrOne() {
    for value: UInt8 in [0, 1] {
      expectOpens(file(metadata: section([record(key: [0x61], type: 4, value: [value])])))
    }
    for value: UInt8 in [2, 0x80, 0xFF] {
      let metadata = section([record(key: [0x61], type: 4, value: [value])])
      expectRefusal(file(metadata: metadata), .g13)
    }
  }

  /// Two records of 10 bytes and 7 zeros, with the count and lengths of the bytes changed.
  @Test func g13RecordsFillTheBytesUsed() {
    let right = section([text("a"), text("b")], slack: [UInt8](repeating: 0, count: 7))
    expectOpens(file(metadata: right))
    let large: [UInt64] = [1 << 16, 1 << 31, 0xFFFF_FFF8, 0xFFFF_FFFF]
    let changes: [(at: Int, size: Int, values: [UInt64])] = [
      (0, 4, [0, 1, 8, 10, 19, 21, 27, 28] + large),
      (4, 4, [0, 1, 3] + large),
      (8, 2, [0, 2, 0xFF, 0x100, 0xFFFF]),
      (12, 4, [0, 2, 11] + large),
      (18, 2, [0, 2, 0xFF, 0x100, 0xFFFF]),
      (22, 4, [0, 2, 8] + large),
    ]
    for change in changes {
      for value in change.values {
        var metadata = right
        metadata.write(value, at: change.at, size: change.size)
        expectRefusal(
          file(metadata: metadata), .g13, comment: "byte \(change.at) = \(value)")
      }
    }
  }

  @Test func g13ZerosFollow() {
    for index in 0..<5 {
      var slack = [UInt8](repeating: 0, count: 5)
      slack[index] = 1
      expectRefusal(file(metadata: section([text("a")], slack: slack)), .g13)
    }
  }

  @Test func g13AnyCutIsRefused() {
    let right = section([text("a"), text("b")])
    for length in 1..<right.count {
      expectRefusal(file(metadata: Array(right[..<length])), .g13, comment: "\(length) bytes")
    }
  }
}

/// Reads a file as plainly as `spec/` says it, trusting every byte.
struct PlainFile {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  func number(_ offset: Int, _ size: Int) -> Int {
    (0..<size).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
  }

  func int16(_ offset: Int) -> Int { Int(Int16(truncatingIfNeeded: number(offset, 2))) }
  func int8(_ offset: Int) -> Int { Int(Int8(bitPattern: bytes[offset])) }

  var sectionCount: Int { number(12, 4) }

  func section(_ index: Int) -> (kind: Int, offset: Int, length: Int) {
    let entry = 64 + 32 * index
    return (number(entry, 2), number(entry + 8, 8), number(entry + 16, 8))
  }

  /// Counts of the graph's header: networks, layers, matrices, biases, activations, tables,
  /// vocabularies.
  var counts: [Int] { (0..<7).map { number(section(0).offset + 2 * $0, 2) } }

  /// Where the record at `index` of array `array` of the graph is.
  func record(_ array: Int, _ index: Int) -> Int {
    let sizes = [32, 64, 64, 16, 16]
    let before = (0..<array).reduce(32) { $0 + sizes[$1] * counts[$1] }
    return section(0).offset + before + sizes[array] * index
  }

  func layer(_ index: Int) -> Int { record(1, index) }

  func matrix(_ index: Int) -> PlainMatrix {
    PlainMatrix(
      file: self, record: record(2, index), weights: section(2 + 2 * index).offset,
      rowExponents: section(3 + 2 * index).offset)
  }

  /// Values and exponent of a bias record.
  func bias(_ index: Int) -> (values: [Int], exponent: Int) {
    let start = section(2 + 2 * counts[2] + index).offset
    let count = number(record(3, index), 4)
    return ((0..<count).map { int16(start + 2 * $0) }, int8(record(3, index) + 4))
  }

  func table(_ index: Int) -> [Int] {
    let start = section(2 + 2 * counts[2] + counts[3] + index).offset
    return (0..<257).map { int16(start + 2 * $0) }
  }

  /// Text in the strings section, for a record that begins with a name.
  func name(_ record: Int) -> String {
    let start = section(1).offset + number(record, 4)
    return String(decoding: bytes[start..<start + number(record + 4, 2)], as: UTF8.self)
  }
}

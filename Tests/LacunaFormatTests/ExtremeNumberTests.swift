import LacunaFormat
import LacunaTestSupport
import Testing

/// Every count, length, size and offset of a file in turn at the values where arithmetic wraps.
@Suite struct ExtremeNumberTests {
  private let sample = Samples.everything
  private let extremes: [UInt64] = [
    0, 1 << 15, 0xFFFF, 1 << 16, 1 << 24, 1 << 31 - 1, 1 << 31, 0xFFFF_FFC0, 0xFFFF_FFFF, 1 << 32,
    1 << 62, 1 << 63 - 1, 1 << 63, .max - 63, .max,
  ]

  /// Expects a refusal for every extreme that is neither what the field has nor `allowed`, and no
  /// trap.
  private func expectRefusals(
    _ file: [UInt8], at offset: Int, size: Int, _ what: String, allowed: UInt64? = nil,
    at location: SourceLocation = #_sourceLocation
  ) {
    let mask: UInt64 = size == 8 ? .max : 1 << UInt64(8 * size) - 1
    for value in Set(extremes.map { $0 & mask }) where value != allowed {
      var changed = file
      changed.write(value, at: offset, size: size)
      if changed == file { continue }
      changed.resealModelFile()
      let error = openingError(changed)
      #expect(error != nil, "\(what) = \(value)", sourceLocation: location)
    }
  }

  @Test func headerAndTable() {
    let file = sample.fileBytes()
    expectRefusals(file, at: 12, size: 4, "section count")
    expectRefusals(file, at: 16, size: 8, "file length")
    for section in 0..<sample.sections().count {
      expectRefusals(file, at: 64 + 32 * section + 8, size: 8, "offset of section \(section)")
      expectRefusals(file, at: 64 + 32 * section + 16, size: 8, "length of section \(section)")
    }
  }

  @Test func graph() {
    let file = sample.fileBytes()
    let graph = file.unsigned(at: 64 + 8, size: 8)
    for field in 0..<7 { expectRefusals(file, at: graph + 2 * field, size: 2, "count \(field)") }
    for index in sample.networks.indices {
      let record = graph + sample.networkOffset(index)
      expectRefusals(file, at: record, size: 4, "name of network \(index)")
      expectRefusals(file, at: record + 4, size: 2, "name length of network \(index)")
      expectRefusals(file, at: record + 6, size: 2, "layer count of network \(index)")
    }
    for index in 0..<sample.layerCount {
      let record = graph + sample.layerOffset(index)
      expectRefusals(file, at: record + 4, size: 4, "input size of layer \(index)")
      expectRefusals(file, at: record + 8, size: 4, "output size of layer \(index)")
    }
    for index in sample.matrices.indices {
      let record = graph + sample.matrixOffset(index)
      expectRefusals(file, at: record, size: 4, "name of matrix \(index)")
      expectRefusals(file, at: record + 4, size: 2, "name length of matrix \(index)")
      expectRefusals(file, at: record + 12, size: 4, "rows of matrix \(index)")
      expectRefusals(file, at: record + 16, size: 4, "columns of matrix \(index)")
    }
    for index in sample.biases.indices {
      expectRefusals(file, at: graph + sample.biasOffset(index), size: 4, "count of bias \(index)")
    }
  }

  @Test func vocabularyAndMetadata() {
    let file = sample.fileBytes()
    for index in sample.vocabularies.indices {
      let entry = 64 + 32 * sample.vocabularySection(index)
      let section = file.unsigned(at: entry + 8, size: 8)
      expectRefusals(file, at: section + 4, size: 4, "entry count")
      // 0 makes the first entry an empty one.
      expectRefusals(file, at: section + 12, size: 4, "second offset", allowed: 0)
    }
    let metadata = file.unsigned(at: 64 + 32 * sample.metadataSection + 8, size: 8)
    expectRefusals(file, at: metadata, size: 4, "bytes used")
    expectRefusals(file, at: metadata + 4, size: 4, "record count")
    expectRefusals(file, at: metadata + 8, size: 2, "key length")
    expectRefusals(file, at: metadata + 12, size: 4, "value length")
  }

  /// All sizes of a matrix and its layer at once, so that no comparison of shapes comes first.
  @Test func sizesThatAgreeWithEachOther() {
    let description = Samples.twoLinear
    for rows: UInt64 in [1 << 15, 1 << 24, 1 << 31, 0xFFFF_FFFF] {
      for columns: UInt64 in [1 << 15, 1 << 16, 1 << 31, 0xFFFF_FFFF] {
        var sections = description.sections()
        sections[0].bytes.write(columns, at: description.layerOffset(0) + 4, size: 4)
        sections[0].bytes.write(rows, at: description.layerOffset(0) + 8, size: 4)
        sections[0].bytes.write(rows, at: description.layerOffset(1) + 4, size: 4)
        sections[0].bytes.write(rows, at: description.matrixOffset(0) + 12, size: 4)
        sections[0].bytes.write(columns, at: description.matrixOffset(0) + 16, size: 4)
        sections[0].bytes.write(rows, at: description.matrixOffset(1) + 16, size: 4)
        sections[0].bytes.write(rows, at: description.biasOffset(0), size: 4)
        #expect(openingError(modelFile(sections)) != nil, "[\(rows), \(columns)]")
      }
    }
  }

  @Test func filesOfOneByteRepeated() {
    for byte: UInt8 in [0x00, 0x7F, 0x80, 0xFF] {
      for count in [0, 1, 63, 64, 96, 128, 4096] {
        #expect(openingError([UInt8](repeating: byte, count: count)) != nil)
      }
    }
  }
}

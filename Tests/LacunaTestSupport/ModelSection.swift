/// A section before it has a place: its kind and its bytes, padding not included.
package struct ModelSection {
  package enum Kind {
    package static let graph = 0x0001
    package static let strings = 0x0002
    package static let weights = 0x0003
    package static let rowExponents = 0x0004
    package static let biases = 0x0005
    package static let activationTable = 0x0006
    package static let vocabulary = 0x8007
    package static let metadata = 0x8008
  }

  package var kind: Int
  package var bytes: [UInt8]

  package init(kind: Int, bytes: [UInt8]) {
    self.kind = kind
    self.bytes = bytes
  }
}

/// The bytes of a file of `sections`: header, table, sections, padding (spec/container.md).
package func modelFile(_ sections: [ModelSection]) -> [UInt8] {
  var table: [UInt8] = []
  var offset = roundedUp(64 + 32 * sections.count, to: 64)
  for section in sections {
    table.append(section.kind, size: 2)
    table.appendZeros(6)
    table.append(offset, size: 8)
    table.append(section.bytes.count, size: 8)
    table.append(Int(modelCRC32(section.bytes)), size: 4)
    table.appendZeros(4)
    offset = roundedUp(offset + section.bytes.count, to: 64)
  }

  var file: [UInt8] = [0xAC, 0x4C, 0x43, 0x4E, 0x41, 0x0D, 0x0A, 0x1A]
  file.append(1, size: 2)
  file.append(0, size: 2)
  file.append(sections.count, size: 4)
  file.append(offset, size: 8)
  file.appendZeros(36)
  file.append(Int(modelCRC32(file + table)), size: 4)
  file += table
  for section in sections {
    file.appendZeros(roundedUp(file.count, to: 64) - file.count)
    file += section.bytes
  }
  file.appendZeros(roundedUp(file.count, to: 64) - file.count)
  return file
}

extension [UInt8] {
  /// Makes every checksum right again after bytes were changed: those of the sections that the
  /// table places inside the file, then that of header and table.
  ///
  /// The section count is read from the header, and cut to what fits.
  package mutating func resealModelFile() {
    let count = Swift.min(unsigned(at: 12, size: 4), (self.count - 64) / 32)
    for section in 0..<Swift.max(0, count) {
      let entry = 64 + 32 * section
      let (offset, length) = (unsigned(at: entry + 8, size: 8), unsigned(at: entry + 16, size: 8))
      guard offset >= 0, length >= 0, offset <= self.count, length <= self.count - offset else {
        continue
      }
      write(UInt64(modelCRC32(self[offset..<offset + length])), at: entry + 24, size: 4)
    }
    let tableEnd = 64 + 32 * Swift.max(0, count)
    write(UInt64(modelCRC32(self[0..<60] + self[64..<tableEnd])), at: 60, size: 4)
  }
}

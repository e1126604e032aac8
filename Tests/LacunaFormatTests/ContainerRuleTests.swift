import LacunaFormat
import LacunaTestSupport
import Testing

/// Rules C1 to C6 of spec/container.md: header and table.
@Suite struct ContainerRuleTests {
  private let sample = Samples.everything
  private let file = Samples.everything.fileBytes()
  private var sectionCount: Int { file.unsigned(at: 12, size: 4) }

  /// The sample with `size` bytes at `offset` overwritten, and all checksums right.
  private func file(writing value: UInt64, at offset: Int, size: Int) -> [UInt8] {
    var changed = file
    changed.write(value, at: offset, size: size)
    changed.resealModelFile()
    return changed
  }

  @Test func c1AFileHasAtLeast64Bytes() {
    for count in 0..<64 {
      expectRefusal(Array(file[..<count]), .c1)
    }
  }

  @Test func c1AFileBeginsWithTheSignature() {
    for index in 0..<8 {
      for byte in [0, 0xFF, file[index] ^ 1, file[index] ^ 0x80] {
        expectRefusal(file(writing: UInt64(byte), at: index, size: 1), .c1)
      }
    }
  }

  @Test(arguments: [(0, 0), (0, 1), (0, 0xFFFF), (2, 0), (0x0100, 1), (0xFFFF, 0xFFFF)])
  func c2TheMajorVersionIsKnown(major: UInt64, minor: UInt64) {
    expectRefusal(file(writing: major | minor << 16, at: 8, size: 4), .c2)
  }

  @Test(arguments: [0, 1, 0x0100, 0xFFFF])
  func c2EveryMinorVersionIsOpened(minor: UInt64) {
    expectOpens(file(writing: 1 | minor << 16, at: 8, size: 4))
  }

  @Test(arguments: [0, 1, 65_536, 1 << 31, UInt64(UInt32.max)])
  func c3TheSectionCountIs2To65535(count: UInt64) {
    expectRefusal(file(writing: count, at: 12, size: 4), .c3)
  }

  @Test func c3TheTableFitsInTheFile() {
    let fitting = (file.count - 64) / 32
    expectRefusal(file(writing: UInt64(fitting + 1), at: 12, size: 4), .c3)
    expectRefusal(file(writing: 65_535, at: 12, size: 4), .c3)
    var header = Array(file[..<64])
    header.write(64, at: 16, size: 8)
    header.resealModelFile()
    expectRefusal(header, .c3)
  }

  @Test func c4TheFileLengthIsThatOfTheHeader() {
    let length = UInt64(file.count)
    let wrong: [UInt64] = [
      0, 1, 64, length - 64, length - 1, length + 1, length + 64, 1 << 31, 1 << 32, 1 << 63,
      .max, .max - 63, length | 1 << 32, length | 1 << 63,
    ]
    for value in wrong {
      expectRefusal(file(writing: value, at: 16, size: 8), .c4, comment: "\(value)")
    }
    expectRefusal(file + [UInt8](repeating: 0, count: 64), .c4)
  }

  @Test func c5ReservedBytesOfTheHeaderAreZero() {
    for offset in 24..<60 {
      expectRefusal(file(writing: 1, at: offset, size: 1), .c5, comment: "byte \(offset)")
    }
  }

  @Test func c5ReservedBytesOfTheTableAreZero() {
    for section in 0..<sectionCount {
      for byte in [2, 3, 4, 5, 6, 7, 28, 29, 30, 31] {
        let offset = 64 + 32 * section + byte
        expectRefusal(file(writing: 0x80, at: offset, size: 1), .c5, comment: "byte \(offset)")
      }
    }
  }

  @Test func c6TheChecksumOfHeaderAndTableIsRight() {
    for bit in 0..<32 {
      var changed = file
      changed[60 + bit / 8] ^= 1 << (bit % 8)
      expectRefusal(changed, .c6)
    }
    // A checksum that does not go on over the table.
    var changed = file
    changed.write(UInt64(modelCRC32(file[0..<60])), at: 60, size: 4)
    expectRefusal(changed, .c6)
  }

  @Test func c10PaddingIsZero() {
    var paddings: [Int] = Array(
      (64 + 32 * sectionCount)..<roundedUp(64 + 32 * sectionCount, to: 64))
    for section in 0..<sectionCount {
      let entry = 64 + 32 * section
      let end = file.unsigned(at: entry + 8, size: 8) + file.unsigned(at: entry + 16, size: 8)
      paddings += Array(end..<roundedUp(end, to: 64))
    }
    #expect(paddings.count > 200)
    for offset in paddings {
      expectRefusal(file(writing: 1, at: offset, size: 1), .c10, comment: "byte \(offset)")
    }
  }

  @Test func c10PaddingAfterTheTableIsZero() {
    // An odd number of sections leaves 32 bytes after the table, an even number none.
    var odd = sample
    if sectionCount % 2 == 0 { odd.unknownSections = [ModelSection(kind: 0x9000, bytes: [1])] }
    let valid = odd.fileBytes()
    expectOpens(valid)
    let tableEnd = 64 + 32 * valid.unsigned(at: 12, size: 4)
    for offset in tableEnd..<(tableEnd + 32) {
      var changed = valid
      changed[offset] = 0xFF
      expectRefusal(changed, .c10)
    }
  }

  @Test func c11TheChecksumOfEverySectionIsRight() {
    for section in 0..<sectionCount {
      for bit in [0, 7, 13, 31] {
        var changed = file
        changed[64 + 32 * section + 24 + bit / 8] ^= 1 << (bit % 8)
        let table = changed[64..<(64 + 32 * sectionCount)]
        changed.write(UInt64(modelCRC32(changed[0..<60] + table)), at: 60, size: 4)
        expectRefusal(changed, .c11, comment: "section \(section)")
      }
    }
  }
}

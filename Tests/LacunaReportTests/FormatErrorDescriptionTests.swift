import LacunaFormat
import LacunaReport
import LacunaTestSupport
import Testing

@Suite struct FormatErrorDescriptionTests {
  private let file = TinyModel.description.fileBytes()

  private func hexadecimal(_ value: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  @Test func aChecksumErrorGivesBothValuesInHexadecimal() throws {
    var broken = file
    broken[1216] ^= 1
    let error = try #require(openingError(of: broken))
    let stored = hexadecimal(file.unsigned(at: 64 + 32 * 2 + 24, size: 4))
    let found = hexadecimal(Int(modelCRC32(broken[1216..<1280])))
    let rest =
      "byte 0x98: rule C11, CRC-32 of the section: expected 0x\(stored), found 0x\(found)"
    #expect("\(error)" == "section 2, \(rest)")
    #expect(sentence(error, in: broken) == "section 2 (weights), \(rest)")
  }

  @Test func aBoundIsAtLeastOrAtMost() throws {
    let short = try #require(openingError(of: Array(file[..<60])))
    #expect("\(short)" == "byte 0x0: rule C1, file length: expected at least 64, found 60")
    #expect(sentence(short, in: []) == "\(short)")
    var many = file
    many.write(65_536, at: 12, size: 4)
    many.resealModelFile()
    let error = try #require(openingError(of: many))
    #expect(
      "\(error)" == "byte 0xc: rule C3, section count: expected at most 65535, found 65536")
  }

  @Test func theSignatureAndKindsAreHexadecimal() throws {
    var broken = file
    broken[0] = 0x2C
    let signature = try #require(openingError(of: broken))
    #expect(
      "\(signature)" == "byte 0x0: rule C1, signature: "
        + "expected 0x1a0a0d414e434cac, found 0x1a0a0d414e434c2c")
    broken = file
    broken.write(0x0004, at: 64 + 64, size: 2)
    broken.resealModelFile()
    let kind = try #require(openingError(of: broken))
    #expect(
      "\(kind)" == "section 2, byte 0x80: rule C9, section kind: expected 0x0003, found 0x0004")
    #expect(
      sentence(kind, in: broken).hasPrefix("section 2 (rowExponents), byte"))
  }

  @Test func theSectionIsNamedWhereTheRuleTellsIt() throws {
    let cases: [(section: Int, byte: Int, value: UInt8, String)] = [
      (
        2, 3, 5,
        "section 2 (weights), byte 0x4c3: rule E3, byte of an absent term: expected 0, found 5"
      ),
      (
        3, 15, 0xFE,
        "section 3 (rowExponents), byte 0x50f: rule E6, row exponent past the last row: "
          + "expected 0, found -2"
      ),
      (
        8, 3, 0x80,
        "section 8 (weights), byte 0x643: rule E4, int8 weight: expected at least -127, found -128"
      ),
      (
        13, 21, 0xC3,
        "section 13 (vocabulary), byte 0x995: rule G16, byte of a vocabulary entry that is not "
          + "UTF-8, where ASCII: expected at most 127, found 195"
      ),
    ]
    for (section, byte, value, expected) in cases {
      let broken = file.changing(section: section, byte: byte, to: value)
      let error = try #require(try verificationError(of: broken))
      #expect("\(error)" == expected)
      #expect(sentence(error, in: broken) == expected)
    }
  }
}

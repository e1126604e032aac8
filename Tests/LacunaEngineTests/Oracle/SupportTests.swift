import LacunaTestSupport
import Testing

@Suite struct SupportTests {
  @Test func splitMix64GivesItsPublishedSequence() {
    var generator = SplitMix64(seed: 1_234_567)
    #expect(generator.next() == 6_457_827_717_110_365_317)
    #expect(generator.next() == 3_203_168_211_198_807_973)
    #expect(generator.next() == 9_817_491_932_198_370_423)
  }

  @Test func crc32GivesItsCheckValue() {
    #expect(modelCRC32(Array("123456789".utf8)) == 0xCBF4_3926)
  }

  @Test func littleEndianNumbersComeBackAsTheyWere() {
    var bytes: [UInt8] = []
    bytes.append(-2, size: 2)
    bytes.append(0x0403_0201, size: 4)
    #expect(bytes == [0xFE, 0xFF, 1, 2, 3, 4])
    #expect(bytes.signed(at: 0, size: 2) == -2)
    #expect(bytes.unsigned(at: 0, size: 2) == 65534)
    #expect(bytes.unsigned(at: 2, size: 4) == 0x0403_0201)
  }

  /// Two sections of 65 and 1 bytes: the table ends at 64 + 2·32 = 128, so the sections start at
  /// 128 and at 256 (the first multiple of 64 from 193), and the file ends at 320.
  @Test func sectionsStandWhereTheContainerPutsThem() {
    let first = [UInt8](repeating: 7, count: 65)
    let file = modelFile([
      ModelSection(kind: 0x0001, bytes: first), ModelSection(kind: 0x8008, bytes: [9]),
    ])
    #expect(file.count == 320)
    #expect(Array(file[0..<8]) == [0xAC, 0x4C, 0x43, 0x4E, 0x41, 0x0D, 0x0A, 0x1A])
    #expect(Array(file[8..<24]) == [1, 0, 0, 0, 2, 0, 0, 0, 64, 1, 0, 0, 0, 0, 0, 0])
    #expect(file[24..<60].allSatisfy { $0 == 0 })
    #expect(file.unsigned(at: 60, size: 4) == Int(modelCRC32(file[0..<60] + file[64..<128])))

    #expect(Array(file[64..<72]) == [1, 0, 0, 0, 0, 0, 0, 0])
    #expect(file.unsigned(at: 72, size: 8) == 128)
    #expect(file.unsigned(at: 80, size: 8) == 65)
    #expect(file.unsigned(at: 88, size: 4) == Int(modelCRC32(first)))
    #expect(Array(file[96..<98]) == [0x08, 0x80])
    #expect(file.unsigned(at: 104, size: 8) == 256)
    #expect(Array(file[128..<193]) == first)
    #expect(file[193..<256].allSatisfy { $0 == 0 })
    #expect(file[256] == 9 && file[257..<320].allSatisfy { $0 == 0 })

    var resealed = file
    resealed.write(0, at: 60, size: 4)
    resealed.write(0, at: 88, size: 4)
    resealed.resealModelFile()
    #expect(resealed == file)
  }

  @Test func oneSeedGivesOneFile() {
    let plan = NetworkPlan(inputSize: 5, layers: [.lstm(3), .linear(4)])
    let style = RandomStyle()
    let files = [7, 7, 8].map { RandomModel.make([plan], style: style, seed: $0).fileBytes() }
    #expect(files[0] == files[1])
    #expect(files[0] != files[2])
  }
}

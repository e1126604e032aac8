import Testing

@testable import LacunaImport

@Suite struct HostileTorchArchiveTests {
  private let folder: TemporaryFolder
  private let pickle = CraftedPickle.dictionary { $0.tensor() }

  init() throws {
    folder = try TemporaryFolder()
  }

  private func problem(_ bytes: [UInt8]) throws -> ImportProblem? {
    let path = try folder.write(bytes, as: "x.pt")
    return importError {
      let file = try ArrayFile(path: path)
      for array in file.arrays { _ = try file.readArray(named: array.name) }
    }?.problem
  }

  @Test func `members outside the folder of the pickle are refused`() throws {
    for name in ["other/data/0", "../archive/data/1", "/archive/data/1", "data.pkl", "b/data.pkl"] {
      let problem = try problem(craftedTorch(pickle, members: [.init(name, [0])]))
      #expect(problem?.found == "one outside it", "\(name)")
    }
    #expect(try problem(craftedTorch(pickle, members: [.init("archive/../x", [0])])) == nil)
  }

  @Test func `byte order and version are what they may be`() throws {
    func member(_ name: String, _ text: String) -> [UInt8] {
      craftedTorch(pickle, members: [.init("archive/" + name, Array(text.utf8))])
    }
    #expect(try problem(member("byteorder", "little")) == nil)
    for text in ["", "Little", "middle", String(repeating: "little", count: 9)] {
      #expect(try problem(member("byteorder", text))?.expected == "little or big")
    }
    for text in ["", "x", "0", "-1", "3\n\n", "11"] {
      var archive = CraftedArchive(members: [.init("a/data.pkl", pickle)])
      archive.members.append(.init("a/version", Array(text.utf8)))
      #expect(try problem(archive.bytes)?.place == "member a/version", "\(text)")
    }
  }

  @Test func `a storage whose bytes are damaged is found by its CRC-32`() throws {
    var member = CraftedArchive.Member("a/data/0", [UInt8](repeating: 1, count: 24))
    member.crc32 ^= 1
    let archive = CraftedArchive(members: [.init("a/data.pkl", pickle), member])
    #expect(try problem(archive.bytes)?.expected.contains("CRC-32") == true)
  }

  @Test func `headers that disagree about a storage are refused`() throws {
    typealias Change = (inout CraftedArchive.Member) -> Void
    let changes: [Change] = [
      { $0.localName = "a/data/1" }, { $0.localSize = 23 }, { $0.localCRC32 = 5 },
      { $0.localMethod = 8 }, { $0.size = 23 }, { $0.compressedSize = 4000 },
      {
        $0.size = 4_000_000_000
        $0.method = 8
        $0.localMethod = 8
      },
    ]
    for change in changes {
      var member = CraftedArchive.Member("a/data/0", [UInt8](repeating: 1, count: 24))
      change(&member)
      let archive = CraftedArchive(members: [.init("a/data.pkl", pickle), member])
      #expect(try problem(archive.bytes) != nil)
    }
  }

  @Test func `an archive cut short or with any byte changed is refused or read, never more`() throws
  {
    let whole = try fixtureBytes("pytorch/small.pt")
    for count in stride(from: 1, to: whole.count, by: 7) {
      #expect(try problem(Array(whole[..<count])) != nil)
    }
    for index in stride(from: 0, to: whole.count, by: 3) {
      var changed = whole
      changed[index] ^= 0x41
      _ = try problem(changed)
    }
  }

  @Test func `archives of other formats are refused by name`() throws {
    for (name, found) in [
      ("model.weights.h5", "a Keras model"), ("p/archive_format", "torch.export"),
    ] {
      let archive = CraftedArchive(members: [.init(name, [1]), .init("config.json", [2])])
      #expect(try problem(archive.bytes)?.found.contains(found) == true)
    }
  }
}

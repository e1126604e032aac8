import Foundation
import Testing

@testable import LacunaImport

@Suite struct HostileArchiveTests {
  private let npy = NumpyWriter.npy(
    OutputArray(name: "w", shape: [2, 2], values: formulaValues(1, count: 4)))

  /// Opens the bytes and reads every array.
  private func readAll(
    _ bytes: [UInt8], in folder: TemporaryFolder, as name: String = "f.npz"
  ) throws -> [String: [Float]] {
    let file = try ArrayFile(path: folder.write(bytes, as: name))
    var read: [String: [Float]] = [:]
    for array in file.arrays {
      read[array.name] = try file.readArray(named: array.name).values
    }
    return read
  }

  private func problem(_ archive: CraftedArchive) throws -> ImportProblem? {
    let folder = try TemporaryFolder()
    let error = importError { _ = try readAll(archive.bytes, in: folder) }
    return error?.problem
  }

  @Test(arguments: ["small_stored.npz", "small_deflated.npz", "version_1.npy"])
  func `a file cut at any byte is malformed`(name: String) throws {
    let folder = try TemporaryFolder()
    let bytes = try fixtureBytes(name)
    for count in 0..<bytes.count {
      let error = try #require(
        importError { _ = try readAll(Array(bytes[..<count]), in: folder) }, "cut at \(count)")
      #expect(!error.isInputOutput, "cut at \(count)")
    }
  }

  @Test(arguments: ["small_stored.npz", "small_deflated.npz"])
  func `a flipped bit is found, or changes no array`(name: String) throws {
    let folder = try TemporaryFolder()
    var bytes = try fixtureBytes(name)
    let whole = try readAll(bytes, in: folder)
    for bit in 0..<bytes.count * 8 {
      bytes[bit / 8] ^= 1 << (bit % 8)
      do {
        #expect(try readAll(bytes, in: folder) == whole, "bit \(bit)")
      } catch let error as ImportError {
        #expect(!error.isInputOutput, "bit \(bit)")
      }
      bytes[bit / 8] ^= 1 << (bit % 8)
    }
  }

  @Test(arguments: [
    "small_stored.npz", "small_deflated.npz", "stored_descriptor.npz", "deflated_descriptor.npz",
    "version_2.npy", "objects.npy", "mixed.npz",
  ])
  func `damage at random is survived`(name: String) throws {
    let folder = try TemporaryFolder()
    let whole = try fixtureBytes(name)
    let seed: UInt64 = 20_180_716
    var random = SplitMix64(state: seed)
    for round in 0..<1500 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        bytes[index] = [0, 0xFF, UInt8.random(in: 0...255, using: &random)]
          .randomElement(using: &random) ?? 0
      }
      if Bool.random(using: &random) {
        bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
      }
      do {
        _ = try readAll(bytes, in: folder)
      } catch let error as ImportError {
        #expect(!error.isInputOutput, "seed \(seed), round \(round): \(error)")
      }
    }
  }

  @Test func `a right archive is read, with and without ZIP64 records`() throws {
    let folder = try TemporaryFolder()
    for hasZip64End in [false, true] {
      let archive = CraftedArchive(
        members: [.init("w.npy", npy), .init("../v.npy", npy)], comment: Array("comment".utf8),
        hasZip64End: hasZip64End)
      #expect(
        try readAll(archive.bytes, in: folder) == [
          "w": formulaValues(1, count: 4), "../v": formulaValues(1, count: 4),
        ])
    }
  }

  @Test func `headers that disagree are refused`() throws {
    typealias Change = (inout CraftedArchive.Member) -> Void
    let changes: [(String, Change)] = [
      ("name v.npy as in", { $0.localName = "w.npy" }),
      ("method 0 as in", { $0.localMethod = 8 }),
      ("flags 0 as in", { $0.localFlags = 1 << 11 }),
      ("CRC-32 0x", { $0.localCRC32 = $0.crc32 ^ 1 }),
      ("size 144 as in", { $0.localSize = 143 }),
      ("compressed size 144 as in", { $0.localCompressedSize = 0 }),
    ]
    for (expected, change) in changes {
      var member = CraftedArchive.Member("v.npy", npy)
      change(&member)
      let problem = try #require(try problem(CraftedArchive(members: [member])), "\(expected)")
      #expect(problem.place == "member v.npy")
      #expect(problem.expected.hasPrefix(expected), "\(problem)")
      #expect(problem.byteOffset != nil)
    }
  }

  @Test func `a false CRC-32 is found when the array is read`() throws {
    var member = CraftedArchive.Member("v.npy", npy)
    member.crc32 ^= 0x8000_0000
    let problem = try #require(try problem(CraftedArchive(members: [member])))
    #expect(problem.expected.hasPrefix("bytes of CRC-32"))
    #expect(problem.found == hexadecimal(bitwiseCRC32(npy)))
  }

  @Test func `members that overlap are refused`() throws {
    // The second local header lies within the first member's data.
    let inner = CraftedArchive(members: [.init("inner.npy", npy)])
    let local = Array(inner.bytes[..<(30 + 9 + npy.count)])
    let outer = CraftedArchive.Member("outer.npy", npy + local)
    var second = CraftedArchive.Member("inner.npy", npy)
    second.offset = UInt32(30 + 9 + npy.count)
    let problem = try #require(try problem(CraftedArchive(members: [outer, second])))
    #expect(problem.place == "member inner.npy")
    #expect(problem.expected.hasPrefix("a member that begins after byte"))
  }

  @Test func `a name twice is refused, with and without its extension`() throws {
    let same = CraftedArchive(members: [.init("w.npy", npy), .init("w.npy", npy)])
    #expect(try problem(same)?.place == "member w.npy")
    let alike = CraftedArchive(members: [.init("w.npy", npy), .init("w", npy)])
    #expect(try problem(alike)?.found == "w a second time")
  }

  @Test func `encrypted, patched and otherwise compressed members are refused`() throws {
    for flag: UInt16 in [1 << 0, 1 << 5, 1 << 6, 1 << 13] {
      var member = CraftedArchive.Member("w.npy", npy)
      member.flags = flag
      let folder = try TemporaryFolder()
      let error = importError {
        _ = try readAll(CraftedArchive(members: [member]).bytes, in: folder)
      }
      guard case .unsupported = error else {
        Issue.record("flag \(flag): \(String(describing: error))")
        continue
      }
    }
    var member = CraftedArchive.Member("w.npy", npy)
    member.method = 12
    #expect(try problem(CraftedArchive(members: [member]))?.found == "method 12")
  }

  @Test func `an archive of several disks is refused`() throws {
    let archive = CraftedArchive(members: [.init("w.npy", npy)], disk: 1)
    #expect(try problem(archive)?.found == "a part of several")
  }

  @Test func `a size that DEFLATE cannot make is refused before it is allocated`() throws {
    var member = CraftedArchive.Member("w.npy", npy)
    member.method = 8
    member.size = 0xFFFF_FFF0
    let problem = try #require(try problem(CraftedArchive(members: [member])))
    #expect(problem.expected == "at most 1032 times the 144 compressed bytes")
  }

  /// DEFLATE data that store the bytes (RFC 1951, section 3.2.4).
  private func deflateStored(_ bytes: [UInt8]) -> [UInt8] {
    var data: [UInt8] = [1]
    data.append(littleEndian: UInt16(bytes.count))
    data.append(littleEndian: ~UInt16(bytes.count))
    return data + bytes
  }

  private func deflatedMember(_ bytes: [UInt8], claiming size: Int) -> CraftedArchive.Member {
    var member = CraftedArchive.Member("w.npy", deflateStored(bytes))
    member.method = 8
    member.crc32 = bitwiseCRC32(bytes)
    member.size = UInt32(size)
    return member
  }

  @Test func `deflated data that are longer or shorter than declared are refused`() throws {
    let right = deflatedMember(npy, claiming: npy.count)
    #expect(try problem(CraftedArchive(members: [right])) == nil)
    // The array's own header says 144 bytes; the member says so too, and inflates to more.
    let longer = deflatedMember(npy + [0], claiming: npy.count)
    #expect(try problem(CraftedArchive(members: [longer]))?.found == "more")
    let shorter = deflatedMember(Array(npy.dropLast()), claiming: npy.count)
    #expect(try problem(CraftedArchive(members: [shorter]))?.found == "143")
    // The member's size and the array's shape disagree.
    let other = deflatedMember(npy + [0], claiming: npy.count + 1)
    let problem = try #require(try problem(CraftedArchive(members: [other])))
    #expect(problem.expected == "144 bytes for float32 [2, 2]")
    #expect(problem.found == "145")
  }

  @Test func `bytes after the DEFLATE stream are refused`() throws {
    var member = deflatedMember(npy, claiming: npy.count)
    member.data += [0, 0]
    member.compressedSize += 2
    #expect(try problem(CraftedArchive(members: [member]))?.found == "2 bytes after it")
  }

  @Test func `data that are no DEFLATE stream are refused`() throws {
    var member = CraftedArchive.Member("w.npy", [UInt8](repeating: 0xFF, count: 100))
    member.method = 8
    #expect(try problem(CraftedArchive(members: [member]))?.expected == "valid DEFLATE data")
  }

  @Test func `a member that is no array is refused`() throws {
    let archive = CraftedArchive(members: [.init("README", Array("A text, not an array".utf8))])
    #expect(try problem(archive)?.expected == "the .npy signature \\x93NUMPY")
  }
}

/// A small generator with a known state (Steele, Lea and Flood, OOPSLA 2014).
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

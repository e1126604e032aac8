import Testing

@testable import LacunaImport

@Suite struct HostileArchiveTests {
  private let npy = NumpyWriter.npy(
    OutputArray(name: "w", shape: [2, 2], values: formulaValues(1, count: 4)))

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

  /// A ZIP64 extra field of these values, after a field of another kind.
  private func zip64(_ values: [UInt64], count: Int? = nil) -> [UInt8] {
    var extra: [UInt8] = [0xEF, 0xBE, 2, 0, 7, 7, 1, 0]
    extra.append(littleEndian: UInt16(count ?? values.count * 8))
    for value in values {
      extra.append(littleEndian: value)
    }
    return extra
  }

  @Test func `sizes and offsets in ZIP64 fields are read`() throws {
    let folder = try TemporaryFolder()
    let size = UInt64(npy.count)
    var member = CraftedArchive.Member("w.npy", npy)
    (member.size, member.compressedSize, member.offset) = (0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF)
    member.localExtra = zip64([size, size])
    member.centralExtra = zip64([size, size, 0])
    let right = CraftedArchive(members: [member])
    #expect(try readAll(right.bytes, in: folder) == ["w": formulaValues(1, count: 4)])

    let wrong: [(local: [UInt8], central: [UInt8])] = [
      (zip64([size, size]), zip64([size, size + 1, 0])),
      (zip64([size, size + 1]), zip64([size, size, 0])),
      (zip64([size, size]), zip64([size, size, UInt64.max])),
      (zip64([size, size]), zip64([UInt64.max, UInt64.max, 0])),
      (zip64([UInt64.max, UInt64.max]), zip64([UInt64.max, UInt64.max, 0])),
      (zip64([size, size]), zip64([size, size])),
      (zip64([size]), zip64([size, size, 0])),
      (zip64([size, size]), zip64([size, size, 0], count: 25)),
      ([], []),
    ]
    for (index, extra) in wrong.enumerated() {
      member.localExtra = extra.local
      member.centralExtra = extra.central
      let archive = CraftedArchive(members: [member])
      let error = importError { _ = try readAll(archive.bytes, in: folder) }
      #expect(error?.isInputOutput == false, "\(index)")
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

  @Test func `a bomb, larger than DEFLATE can make, is refused before it is allocated`() throws {
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

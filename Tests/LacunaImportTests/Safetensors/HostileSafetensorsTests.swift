import Testing

@testable import LacunaImport

@Suite struct HostileSafetensorsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func problem(_ bytes: [UInt8]) throws -> ImportProblem? {
    let path = try folder.write(bytes, as: "x.safetensors")
    return importError {
      let file = try ArrayFile(path: path)
      for array in file.arrays { _ = try file.readArray(named: array.name) }
    }?.problem
  }

  private func problem(_ entries: String..., dataCount: Int) throws -> ImportProblem? {
    try problem(
      craftedSafetensors(
        "{" + entries.joined(separator: ",") + "}", data: Array(repeating: 0, count: dataCount)))
  }

  @Test func `offsets that tile the data are right in any order`() throws {
    #expect(
      try problem(
        tensorEntry("b", [2], 4, 12), tensorEntry("e", [0], 4, 4), tensorEntry("a", [1], 0, 4),
        dataCount: 12) == nil)
  }

  private static let wrongTiles: [(first: [Int], second: [Int], count: Int, found: String)] = [
    // Overlaps: by a part, whole, and with a tensor of its own inside.
    ([0, 8], [4, 12], 12, "an overlap"), ([0, 8], [0, 8], 8, "an overlap"),
    ([0, 12], [4, 8], 12, "an overlap"),
    // Holes: before, between.
    ([4, 12], [12, 16], 16, "a hole"), ([0, 8], [12, 16], 16, "a hole"),
    // A rest.
    ([0, 8], [8, 16], 17, "1 more bytes"), ([0, 8], [8, 16], 24, "8 more bytes"),
    // Beyond the end, and backwards.
    ([0, 8], [8, 16], 15, "[8, 16]"), ([0, 8], [16, 8], 16, "[16, 8]"),
  ]

  @Test(arguments: wrongTiles)
  func `offsets that overlap or leave holes are refused`(
    first: [Int], second: [Int], count: Int, found: String
  ) throws {
    func entry(_ name: String, _ range: [Int]) -> String {
      tensorEntry(name, [abs(range[1] - range[0]) / 4], range[0], range[1])
    }
    let problem = try #require(
      try problem(entry("a", first), entry("b", second), dataCount: count))
    #expect(problem.found.contains(found), "\(problem)")
  }

  @Test(arguments: [
    "[0]", "[0,4,8]", "[]", "[-4,0]", "[0,4.0]", "[0,\"4\"]", "{}", "null", "[0,4e0]",
    "[18446744073709551612,18446744073709551616]", "[9223372036854775804,9223372036854775808]",
    "[0,9223372036854775807]", "[-9223372036854775808,4]",
  ])
  func `offsets that wrap or are no offsets are refused`(offsets: String) throws {
    let header = #"{"w":{"dtype":"F32","shape":[1],"data_offsets":\#(offsets)}}"#
    let problem = try #require(
      try problem(craftedSafetensors(header, data: [0, 0, 0, 0])))
    #expect(problem.place?.hasPrefix("w.data_offsets") == true, "\(problem)")
  }

  @Test(arguments: [
    ("[2]", "data_offsets"), ("[]", ""), ("[1,1,1]", ""), ("[0]", "data_offsets"),
    ("[4294967296,4294967296]", "shape"), ("[9223372036854775807]", "shape"),
    ("[0,9223372036854775807,9223372036854775807]", "shape"), ("[-1]", "shape"),
    ("[1.0]", "shape"), ("[[1]]", "shape"), ("1", "shape"), ("[18446744073709551617]", "shape"),
  ])
  func `a shape that does not make the length is refused`(shape: String, part: String) throws {
    let header = #"{"w":{"dtype":"F32","shape":\#(shape),"data_offsets":[0,4]}}"#
    let problem = try problem(craftedSafetensors(header, data: [0, 0, 0, 0]))
    #expect(problem?.place?.hasPrefix("w.\(part)") ?? (part == ""), "\(shape): \(problem as Any)")
  }

  @Test func `narrow elements end on a byte`() throws {
    for (type, count, bytes, isRight) in [
      ("F4", 3, 2, false), ("F4", 3, 1, false), ("F4", 4, 2, true), ("F6_E2M3", 4, 3, true),
      ("F6_E3M2", 3, 3, false), ("BOOL", 3, 3, true), ("C64", 1, 8, true), ("U16", 3, 3, false),
    ] {
      let header =
        #"{"w":{"dtype":"\#(type)","shape":[\#(count)],"data_offsets":[0,\#(bytes)]}}"#
      let path = try folder.write(
        craftedSafetensors(header, data: Array(repeating: 0, count: bytes)), as: "n.safetensors")
      #expect((importError { _ = try ArrayFile(path: path) } == nil) == isRight, "\(type)")
    }
  }

  @Test func `a key that occurs twice is refused with its place`() throws {
    let entry = tensorEntry("w", [1], 0, 4)
    let twice = try #require(try problem(entry, entry, dataCount: 4))
    #expect(twice.expected == "each key once")
    #expect(twice.byteOffset == 8 + 1 + entry.utf8.count + 1)
    let inside = #"{"w":{"dtype":"F32","dtype":"F16","shape":[1],"data_offsets":[0,4]}}"#
    #expect(
      try problem(craftedSafetensors(inside, data: [0, 0, 0, 0]))?.expected == "each key once")
  }

  @Test func `keys that a tensor does not have or that are missing are refused`() throws {
    for entry in [
      #""w":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"stride":[1]}"#,
      #""w":{"dtype":"F32","shape":[1]}"#, #""w":{"dtype":"F32","data_offsets":[0,4]}"#,
      #""w":{"shape":[1],"data_offsets":[0,4]}"#, #""w":{}"#, #""w":[]"#, #""w":null"#,
      #""w":{"dtype":32,"shape":[1],"data_offsets":[0,4]}"#,
    ] {
      #expect(try problem(entry, dataCount: 4)?.place?.hasPrefix("w") == true, "\(entry)")
    }
  }

  @Test(arguments: [
    100_000_001, UInt64.max, UInt64.max - 7, 1 << 63, 3, 1_000_000,
  ])
  func `a header longer than it may be, or than the file, is refused`(length: UInt64) throws {
    let problem = try #require(try problem(craftedSafetensors("{}", length: length)))
    #expect(problem.byteOffset == 0, "\(problem)")
    #expect(problem.found.contains("\(length)"))
  }

  @Test func `a header cut short is refused at every length`() throws {
    let whole = craftedSafetensors(
      "{" + tensorEntry("w", [2], 0, 8) + "}", data: Array(repeating: 0, count: 8))
    #expect(try problem(whole) == nil)
    for count in 0..<whole.count {
      #expect(try problem(Array(whole[..<count])) != nil, "\(count)")
    }
  }

  @Test func `deep JSON, other JSON and no JSON are refused`() throws {
    let deep = #"{"w":"# + String(repeating: "[", count: 200_000)
    #expect(try problem(craftedSafetensors(deep))?.expected == "at most 64 levels")
    for header in ["{", "{}}", "{} x", #"{"w":}"#, "{\"w\u{0}\":1}", #"{"w":"\uD800"}"#] {
      #expect(try problem(craftedSafetensors(header)) != nil, "\(header)")
    }
    #expect(try problem(craftedSafetensors("{} ")) == nil)
    #expect(try problem(craftedSafetensors(" {}")) != nil)
  }
}

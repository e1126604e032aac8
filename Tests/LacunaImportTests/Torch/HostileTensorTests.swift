import Testing

@testable import LacunaImport

@Suite struct HostileTensorTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func problem(_ make: (inout CraftedPickle) -> Void) throws -> ImportProblem? {
    let path = try folder.write(craftedTorch(CraftedPickle.dictionary(make)), as: "x.pt")
    return importError {
      let file = try ArrayFile(path: path)
      for array in file.arrays { _ = try file.readArray(named: array.name) }
    }?.problem
  }

  @Test func `persistent ids must be of the archive's storages`() throws {
    #expect(try problem { $0.tensor(key: "1") }?.found == "archive/data/1")
    for key in ["../data/0", "00", "-1", "", "0/", "99999999999999999999", "data.pkl"] {
      #expect(try problem { $0.tensor(key: key) } != nil, "\(key)")
    }
    for count in [5, 7, -1, 1 << 60, 1 << 62, Int.max] {
      #expect(try problem { $0.tensor(count: count) } != nil, "\(count)")
    }
    #expect(try problem { $0.tensor(class: "os") }?.found == "torch.os")
    #expect(try problem { $0.tensor(class: "DoubleStorage", count: 6) } != nil)
    // A persistent id that is no tuple, or that is never a tensor's.
    #expect(try problem { $0.add("NQ") } == nil)
    #expect(
      try problem {
        $0.global("torch._utils", "_rebuild_tensor_v2")
        $0.add("(NQK\0)")
        $0.add(")")
        $0.add([0x89])
        $0.add("NtR")
      } != nil)
  }

  private static let outside: [(shape: [Int], strides: [Int], offset: Int)] = [
    ([2, 3], [3, 1], 1), ([2, 3], [4, 1], 0), ([7], [1], 0), ([2, 3], [3, 1], -1),
    ([2, 3], [-3, 1], 3), ([-2, 3], [3, 1], 0), ([2, 3], [3], 0), ([2], [3, 1], 0),
    ([2, 2], [Int.max / 2, 1], 0), ([1 << 32, 1 << 32], [0, 0], 0),
    ([2, 2], [1 << 60, 1 << 60], 0), ([1], [1], Int.max >> 3), ([1 << 59], [1], 0),
    ([0, 1 << 40, 1 << 40], [1, 1, 1], 0), ([0], [1], 7), ([1 << 40], [0], 0),
  ]

  @Test(arguments: outside)
  func `shapes and strides that leave the storage are refused`(
    shape: [Int], strides: [Int], offset: Int
  ) throws {
    #expect(try problem { $0.tensor(shape, strides: strides, offset: offset) } != nil)
  }

  private static let inside: [(shape: [Int], strides: [Int], offset: Int)] = [
    ([6], [1], 0), ([2, 3], [1, 2], 0), ([1, 6], [1 << 60, 1], 0), ([2], [5], 0), ([0], [1], 6),
    ([], [], 5), ([0, 1 << 40], [1, 1], 0),
  ]

  @Test(arguments: inside)
  func `shapes and strides that stay in it are read`(
    shape: [Int], strides: [Int], offset: Int
  ) throws {
    #expect(try problem { $0.tensor(shape, strides: strides, offset: offset) } == nil)
  }
}

import Testing

@testable import LacunaImport

@Suite struct DamagedFileTests {
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
        bytes[index] =
          [0, 0xFF, UInt8.random(in: 0...255, using: &random)]
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

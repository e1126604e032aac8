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

  /// A recipe with every kind of layer and of value, for arrays that fit it.
  private static let recipe = #"""
    {"networks": [{"name": "a\u00e9\u26a1", "vocabulary": "words.txt", "unit": "character", "layers": [
      {"embedding": {"weight": {"array": "e", "encoding": "codes", "codebook": [0, 1, -2]}}},
      {"lstm": {"forward": {"input": "w", "recurrent": "u", "biases": ["b", "b"]},
                "backward": {"input": "w", "recurrent": "u"}, "gates": "iofc",
                "gate": {"clipped": {"shift": 2, "offset": 5e-1, "low": 0, "high": 1.0}}}},
      {"linear": {"weight": "o", "bias": "c", "transpose": true, "activation": "tanh"}}]}]}
    """#

  private func readRecipe(_ bytes: [UInt8], in folder: TemporaryFolder) throws -> ImportedModel {
    let shapes = [
      ("e", [3, 2]), ("w", [8, 2]), ("u", [8, 2]), ("b", [8]), ("o", [4, 3]), ("c", [3]),
    ]
    let arrays = shapes.map { name, shape in
      OutputArray(name: name, shape: shape, values: formulaValues(1, count: shape.reduce(1, *)))
    }
    let file = try ArrayFile(path: "a.npz", bytes: try NumpyWriter.npz(arrays))
    return try importModel(from: file, recipe: bytes, recipePath: folder.path + "/r.json")
  }

  @Test func `a recipe cut at any byte is malformed`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("a\nb\nc\n", as: "words.txt")
    let bytes = Array(Self.recipe.utf8)
    #expect(try readRecipe(bytes, in: folder).model.networks.map(\.name) == ["aé⚡"])
    for count in 0..<bytes.count {
      let error = try #require(
        importError { _ = try readRecipe(Array(bytes[..<count]), in: folder) }, "cut at \(count)")
      guard case .malformed(let problem) = error else {
        Issue.record("cut at \(count): \(error)")
        continue
      }
      #expect(problem.path.hasSuffix("r.json"), "cut at \(count)")
      #expect(problem.byteOffset.map { (0...count).contains($0) } == true, "cut at \(count)")
    }
  }

  @Test func `a flipped bit of a recipe is an error, or another recipe`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("a\nb\nc\n", as: "words.txt")
    var bytes = Array(Self.recipe.utf8)
    var refused = 0
    for bit in 0..<bytes.count * 8 {
      bytes[bit / 8] ^= 1 << (bit % 8)
      do {
        _ = try readRecipe(bytes, in: folder)
      } catch let error as ImportError {
        refused += 1
        // A changed path leads to no file.
        #expect(!error.isInputOutput || "\(error)".contains("No such file"), "bit \(bit): \(error)")
      }
      bytes[bit / 8] ^= 1 << (bit % 8)
    }
    #expect(refused > bytes.count * 6)
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

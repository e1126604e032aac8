import LacunaDense
import Testing

@testable import LacunaImport

@Suite struct NumpyFixtureTests {
  private static let containers = [
    "stored.npz", "deflated.npz", "stored_descriptor.npz", "deflated_descriptor.npz",
  ]

  @Test(arguments: containers)
  func `every float type, byte order and memory order is read`(name: String) throws {
    let file = try ArrayFile(path: fixture(name))
    for kind in 0..<6 {
      for (array, seed) in [("c_\(kind)", kind), ("fortran_\(kind)", 10 + kind)] {
        let read = try file.readArray(named: array)
        #expect(read.shape == [3, 4])
        #expect(read.values == formulaValues(seed, count: 12), "\(array)")
      }
    }
  }

  @Test(arguments: containers)
  func `arrays of any number of axes are read in C order`(name: String) throws {
    let file = try ArrayFile(path: fixture(name))
    let expected: [(String, [Int], [Float])] = [
      ("vector", [7], formulaValues(20, count: 7)),
      ("scalar", [], [0.5]),
      ("empty", [0, 3], []),
      ("cube", [2, 3, 4], formulaValues(21, count: 24)),
      ("fortran_cube", [2, 3, 4], formulaValues(22, count: 24)),
      ("grün", [2], formulaValues(23, count: 2)),
    ]
    for (array, shape, values) in expected {
      let read = try file.readArray(named: array)
      #expect(read.shape == shape)
      #expect(read.values == values)
    }
    #expect(file.arrays.count == 18)
  }

  @Test(arguments: 1...3)
  func `each version of the header is read`(version: Int) throws {
    let file = try ArrayFile(path: fixture("version_\(version).npy"))
    #expect(file.arrays.map(\.name) == ["version_\(version)"])
    let read = try file.readArray(named: "version_\(version)")
    #expect(read.shape == [4, 2])
    #expect(read.values == formulaValues(30, count: 8))
  }

  @Test func `an archive without members has no arrays`() throws {
    #expect(try ArrayFile(path: fixture("nothing.npz")).arrays.isEmpty)
  }

  @Test func `zeros that deflate a thousand times are read`() throws {
    let read = try ArrayFile(path: fixture("zeros_deflated.npz")).readArray(named: "zeros")
    #expect(read.values == Array(repeating: 0, count: 250_000))
  }

  @Test func `arrays that hold no floats are listed, and refused when they are asked for`() throws {
    let file = try ArrayFile(path: fixture("mixed.npz"))
    #expect(
      file.arrays.map(\.summary) == [
        "float32 [2, 2]", "Python objects (a pickle) [2]", "int64 []",
        "elements of type <U2 [2]", "records [2]", "elements of type <c8 [2]",
      ])
    #expect(try file.readArray(named: "weights").values == formulaValues(31, count: 4))
    for name in ["objects", "count", "text", "record", "complex"] {
      let error = try #require(importError { _ = try file.readArray(named: name) })
      guard case .unsupported(let problem) = error else {
        Issue.record("expected a refusal, got \(error)")
        continue
      }
      #expect(problem.place == "array \(name)")
    }
  }

  @Test func `pickled objects are refused by name`() throws {
    let file = try ArrayFile(path: fixture("objects.npy"))
    #expect(
      importError { _ = try file.readArray(named: "objects") }
        == .unsupported(
          ImportProblem(
            path: fixture("objects.npy"), place: "array objects", byteOffset: 0,
            expected: "float16, bfloat16, float32 or float64",
            found: "Python objects (a pickle) [2]")))
  }

  @Test func `an array that is not there is refused with the names that are`() throws {
    let file = try ArrayFile(path: fixture("small_stored.npz"))
    #expect(
      importError { _ = try file.readArray(named: "missing") }
        == .malformed(
          ImportProblem(
            path: fixture("small_stored.npz"), place: "array missing",
            expected: "an array of this name", found: "w, b")))
  }
}

import Testing

@testable import LacunaImport

@Suite struct NumpyWriterTests {
  private let arrays = [
    OutputArray(name: "0.h", shape: [5], values: formulaValues(1, count: 5)),
    OutputArray(name: "outputs", shape: [2, 3], values: formulaValues(2, count: 6)),
    OutputArray(name: "scalar", shape: [], values: [-0.0]),
    OutputArray(name: "grün", shape: [0, 4], values: []),
  ]

  @Test func `what is written is read back`() throws {
    let folder = try TemporaryFolder()
    let file = try ArrayFile(path: folder.write(try NumpyWriter.npz(arrays), as: "s.npz"))
    #expect(file.arrays.map(\.name) == arrays.map(\.name))
    for array in arrays {
      let read = try file.readArray(named: array.name)
      #expect(read.shape == array.shape)
      #expect(read.values.map(\.bitPattern) == array.values.map(\.bitPattern))
      let single = try ArrayFile(path: folder.write(NumpyWriter.npy(array), as: "a.npy"))
      #expect(try single.readArray(named: "a").values == array.values)
    }
  }

  @Test func `a file is the one that NumPy writes`() throws {
    let array = OutputArray(name: "v", shape: [4, 2], values: formulaValues(30, count: 8))
    #expect(NumpyWriter.npy(array) == (try fixtureBytes("version_1.npy")))
    let vector = OutputArray(name: "b", shape: [3], values: formulaValues(2, count: 3))
    let archive = try fixtureBytes("small_stored.npz")
    let written = NumpyWriter.npy(vector)
    let starts = 0...archive.count - written.count
    #expect(starts.contains { archive[$0...].starts(with: written) })
  }

  @Test func `elements begin on a boundary of 64 bytes`() {
    for axes in 0...20 {
      let shape = [Int](repeating: 1, count: axes)
      let bytes = NumpyWriter.npy(OutputArray(name: "a", shape: shape, values: [1]))
      #expect((bytes.count - 4) % 64 == 0)
      #expect(bytes[bytes.count - 5] == UInt8(ascii: "\n"))
    }
  }

  @Test func `two arrays of one name are refused`() {
    #expect(throws: NumpyWriteError.duplicateName("0.h")) {
      try NumpyWriter.npz([arrays[0], arrays[1], arrays[0]])
    }
  }

  @Test func `a name that no header can hold is refused`() {
    let name = String(repeating: "n", count: 70_000)
    #expect(throws: NumpyWriteError.self) {
      try NumpyWriter.npz([OutputArray(name: name, shape: [1], values: [0])])
    }
  }
}

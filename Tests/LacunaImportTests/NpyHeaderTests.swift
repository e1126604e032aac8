import Testing

@testable import LacunaImport

@Suite struct NpyHeaderTests {
  private func error(_ bytes: [UInt8]) throws -> ImportError? {
    let folder = try TemporaryFolder()
    let path = try folder.write(bytes, as: "a.npy")
    return importError { _ = try ArrayFile(path: path) }
  }

  private func element(_ type: String) throws -> ArrayElement {
    let folder = try TemporaryFolder()
    let bytes = craftedNpy("{'descr': \(type), 'fortran_order': False, 'shape': (0,), }\n")
    return try ArrayFile(path: folder.write(bytes, as: "a.npy")).arrays[0].element
  }

  @Test func `keys may come in any order, in either quotes, with Python 2 integers`() throws {
    let folder = try TemporaryFolder()
    let bytes = craftedNpy(
      "{\"shape\": (2L,1L), \"fortran_order\":False,\"descr\":\"<f4\"}",
      elements: [0, 0, 128, 63, 0, 0, 0, 64])
    let file = try ArrayFile(path: folder.write(bytes, as: "a.npy"))
    let read = try file.readArray(named: "a")
    #expect(read.shape == [2, 1])
    #expect(read.values == [1, 2])
  }

  @Test(arguments: [
    "{'descr': '<f4', 'fortran_order': False}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (0,), 'shape': (0,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (0,), 'more': (0,)}",
    "{'descr': '<f4', 'fortran_order': 0, 'shape': (0,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': 0}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (0,)} x",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (0,",
    "{'descr': '<f4, 'fortran_order': False, 'shape': (0,)}",
    "{'descr': [('x', '<f4'",
    "{'descr': 4, 'fortran_order': False, 'shape': (0,)}",
    "", "{", "[]", "{}",
  ])
  func `a dictionary that is not NumPy's is malformed`(dictionary: String) throws {
    let error = try #require(try error(craftedNpy(dictionary)))
    guard case .malformed(let problem) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(problem.byteOffset.map { $0 >= 10 } == true)
  }

  @Test(arguments: [
    "(9223372036854775808,)", "(4294967296, 4294967296)", "(2305843009213693952,)",
    "(0, 4294967296, 4294967296, 4294967296)", "(99999999999999999999999999,)",
  ])
  func `a shape beyond all memory is malformed`(shape: String) throws {
    let error = try error(
      craftedNpy("{'descr': '<f8', 'fortran_order': True, 'shape': \(shape)}"))
    guard case .malformed = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `a shape of a million axes is malformed`() throws {
    let axes = String(repeating: "1,", count: 30_000)
    let bytes = craftedNpy(
      "{'descr': '<f4', 'fortran_order': False, 'shape': (\(axes))}", elements: [0, 0, 0, 0])
    #expect(try error(bytes)?.problem?.expected == "at most 64 axes")
  }

  @Test func `fewer or more bytes than the shape needs are malformed with both numbers`() throws {
    let dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}"
    let header = 10 + dictionary.utf8.count
    for count in [0, 11, 13] {
      let problem = try #require(
        try error(craftedNpy(dictionary, elements: Array(repeating: 0, count: count)))?.problem)
      #expect(problem.expected == "\(header + 12) bytes for float32 [3]")
      #expect(problem.found == "\(header + count)")
    }
  }

  @Test func `other versions and endless headers are malformed`() throws {
    #expect(
      try error(craftedNpy("{}", version: 4))?.problem?.expected
        == ".npy version 1.0, 2.0 or 3.0")
    var bytes = craftedNpy("{}", version: 2)
    bytes.replaceSubrange(8..<12, with: [0xFF, 0xFF, 0xFF, 0xFF])
    #expect(try error(bytes)?.problem?.expected == "a header of at most 65536 bytes")
  }

  @Test func `types that are no floats are told from those that are`() throws {
    #expect(try element("'<f4'") == .float(.float32))
    #expect(try element("'|O'") == .other("Python objects (a pickle)"))
    #expect(try element("'<f16'") == .other("elements of type <f16"))
    #expect(try element("'<V2'") == .other("elements of type <V2"))
    #expect(try element("[('x', '<f4', (2, 3)), ('y', [('z', '|O')])]") == .other("records"))
  }

  @Test func `files of other formats are refused by name`() throws {
    let known: [([UInt8], String)] = [
      ([0x89] + "HDF\r\n".utf8 + [0x1A, 0x0A], "an HDF5 file (Keras weights?)"),
      ([0x80, 0x04, 0x95, 0, 0], "a Python pickle"),
    ]
    for (bytes, name) in known {
      guard case .unsupported(let problem) = try error(bytes) else {
        Issue.record("\(name)")
        continue
      }
      #expect(problem.found == name)
    }
    guard case .malformed = try error(Array("hello".utf8)) else {
      Issue.record("a text was not refused")
      return
    }
  }
}

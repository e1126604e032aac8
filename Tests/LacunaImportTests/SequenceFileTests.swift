import LacunaDense
import Testing

@testable import LacunaImport

/// What a model's networks are to be run on, from arrays.
@Suite struct SequenceFileTests {
  private let folder = try? TemporaryFolder()

  private func matrix(_ rows: Int, _ columns: Int) -> DenseMatrix {
    DenseMatrix(
      name: "w", rows: rows, columns: columns, values: formulaValues(1, count: rows * columns))
  }

  private func network(_ name: String, tokens: Int?) throws -> DenseNetwork {
    let linear = DenseLayer.linear(try DenseLinear(weight: matrix(2, 3)))
    guard let tokens else { return try DenseNetwork(name: name, layers: [linear]) }
    let embedding = DenseLayer.embedding(DenseEmbedding(weight: matrix(tokens, 3)))
    return try DenseNetwork(name: name, layers: [embedding, linear])
  }

  private func model() throws -> DenseModel {
    DenseModel(networks: [
      try network("words", tokens: 5), try network("sounds", tokens: nil),
    ])
  }

  private func integers(_ values: [Int64], type: String = "<i8") -> [UInt8] {
    var elements: [UInt8] = []
    for value in values {
      var bytes = (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * Int64($0))) }
      bytes.removeLast(8 - (Int(type.suffix(1)) ?? 8))
      elements += type.hasPrefix(">") ? bytes.reversed() : bytes
    }
    return craftedNpy(
      "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(values.count),), }",
      elements: elements)
  }

  private func floats(_ rows: [[Float]]) -> [UInt8] {
    NumpyWriter.npy(
      OutputArray(name: "x", shape: [rows.count, rows[0].count], values: rows.flatMap(\.self)))
  }

  private func read(
    _ arrays: [(name: String, bytes: [UInt8])], model: DenseModel? = nil
  ) throws -> [String: [DenseSequence]] {
    var writer = ZipWriter()
    var bytes: [UInt8] = []
    for array in arrays {
      bytes += try writer.header(
        name: array.name + ".npy", count: array.bytes.count,
        checksum: unsafe array.bytes.withUnsafeBytes { unsafe crc32(of: $0) })
      bytes += array.bytes
    }
    let path = try #require(folder).write(try bytes + writer.end(), as: "x.npz")
    return try importSequences(path: path, for: try model ?? self.model())
  }

  @Test func `steps lie end to end and are cut by their lengths`() throws {
    let rows: [[Float]] = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    let found = try read([
      ("words", integers([4, 0, 1, 1])), ("words.lengths", integers([1, 3])),
      ("sounds", floats(rows)),
    ])
    #expect(found["words"] == [.tokens([4]), .tokens([0, 1, 1])])
    #expect(found["sounds"] == [.features(rows)])
  }

  @Test(
    "whole numbers of every width and byte order are read",
    arguments: ["|u1", "|i1", "<u2", ">i2", "<i4", ">u4", "<i8", ">i8", "<u8"])
  func widths(_ type: String) throws {
    let found = try read([("words", integers([3, 0, 4], type: type))])
    #expect(found == ["words": [.tokens([3, 0, 4])]])
  }

  @Test func `one array of any name is for the one network`() throws {
    let path = try #require(folder).write(floats([[1, 2, 3]]), as: "steps.npy")
    let single = DenseModel(networks: [try network("main", tokens: nil)])
    #expect(try importSequences(path: path, for: single) == ["main": [.features([[1, 2, 3]])]])
  }

  @Test func `what does not fit is refused with its place`() throws {
    func problem(_ arrays: [(name: String, bytes: [UInt8])]) throws -> ImportProblem {
      let error = try #require(importError { _ = try read(arrays) })
      return try #require(error.problem)
    }
    let outside = try problem([("words", integers([0, 4, -1]))])
    #expect(outside.place == "array words")
    #expect(outside.expected == "a token id from 0 to 4 at [2]" && outside.found == "-1")
    #expect(try problem([("words", integers([9], type: "<u8"))]).found == "9")
    #expect(try problem([("words", floats([[1]]))]).expected == "whole numbers, as int64 [steps]")
    #expect(try problem([("sounds", floats([[1, 2]]))]).expected == "features [steps, 3]")
    #expect(
      try problem([("sounds", floats([[1, 2, 3], [1, .nan, 3]]))]).expected
        == "a finite number at [1, 1]")
    #expect(try problem([("other", floats([[1]]))]).place == "array other")
    for lengths: [Int64] in [[1], [3], [0, 2], [-1, 3], [1, 1, 1]] {
      let lengthProblem = try problem([
        ("words", integers([0, 1])), ("words.lengths", integers(lengths)),
      ])
      #expect(lengthProblem.place == "array words.lengths")
    }
    #expect(try problem([]).found == "none")
  }
}

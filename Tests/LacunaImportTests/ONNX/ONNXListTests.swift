import Foundation
import LacunaDense
import LacunaONNXSchema
import Testing

@testable import LacunaImport

/// An array's elements may come packed or one by one, in one field or several, and other fields as
/// often as they like. What comes of that, protobuf's rules say.
@Suite struct ONNXListTests {
  /// A linear layer whose weights, `[3, 2]`, are these fields of their message.
  private func model(_ type: UInt64, _ fields: [UInt8]) throws -> [UInt8] {
    var model = try onnxModel([ONNXNodeProto("MatMul", ["x", "w"], ["y"])], [])
    let header = wireField(1, varint: 3) + wireField(1, varint: 2) + wireField(2, varint: type)
    model.graph.initializer = [Data(header + fields + wireField(8, Array("w".utf8)))]
    return Array(try model.serializedData())
  }

  private func weights(_ type: UInt64, _ fields: [UInt8]) throws -> [Float] {
    let file = try ArrayFile(path: "model.onnx", bytes: model(type, fields))
    _ = try importModel(from: file, recipe: nil)
    return try file.readArray(named: "w").values
  }

  private func refusal(_ type: UInt64, _ fields: [UInt8]) -> ImportProblem? {
    let error = importError { _ = try weights(type, fields) }
    guard case .malformed(let problem) = error else { return nil }
    return problem
  }

  private let values: [Float] = [1, 0.5, 3, -2.5, 5, -0.375]
  private var packed: [UInt8] { wireField(4, values.flatMap(littleEndian)) }
  /// 1 to 6 as float16.
  private let halves: [UInt64] = [0x3C00, 0x4000, 0x4200, 0x4400, 0x4500, 0x4600]

  @Test func `fixed numbers are the same packed, unpacked and in parts`() throws {
    let unpacked = values.flatMap { wireField(4, float: $0) }
    let parts =
      wireField(4, values[..<2].flatMap(littleEndian)) + wireField(4, [])
      + wireField(4, float: values[2]) + wireField(4, values[3...].flatMap(littleEndian))
    for fields in [packed, unpacked, parts, wireField(4, []) + packed] {
      #expect(try weights(1, fields) == values)
    }
    let doubles = values.map { Double($0).bitPattern }
    let eight = { (bits: UInt64) in (0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) } }
    #expect(try weights(11, wireField(10, doubles.flatMap(eight))) == values)
    #expect(try weights(11, doubles.flatMap { varint(10 << 3 | 1) + eight($0) }) == values)
  }

  @Test func `varints are the same packed, unpacked, in parts, and longer than they need be`()
    throws
  {
    let packed = wireField(5, halves.flatMap(varint))
    let unpacked = halves.flatMap { wireField(5, varint: $0) }
    let parts = wireField(5, halves[..<5].flatMap(varint)) + wireField(5, varint: halves[5])
    let long = wireField(5, halves[..<5].flatMap(varint) + [0x80, 0x8C, 0x81, 0x80, 0x00])
    for fields in [packed, unpacked, parts, long] {
      #expect(try weights(10, fields) == [1, 2, 3, 4, 5, 6])
    }
  }

  @Test func `of raw data and names that come twice, the last counts`() throws {
    let raw = values.flatMap(littleEndian)
    #expect(try weights(1, wireField(9, [1, 2, 3]) + wireField(9, raw)) == values)
    #expect(refusal(1, wireField(9, raw) + wireField(9, [1, 2, 3]))?.found == "3")
    #expect(try weights(1, wireField(8, Array("v".utf8)) + packed) == values)
    #expect(try weights(7, wireField(2, varint: 1) + packed) == values)
  }

  @Test func `a graph that comes in two fields is both`() throws {
    var first = try onnxModel([], [])
    let second = try onnxModel([ONNXNodeProto("MatMul", ["x", "w"], ["y"])], [])
    first.arrays = [ONNXTensorProto("w", [3, 2], floats: values)]
    var rest = ONNXModelProto()
    rest.graph.node = second.graph.node
    let bytes = Array(try first.serializedData()) + Array(try rest.serializedData())
    #expect(try importONNX(bytes).model.networks[0].layers.count == 1)
  }

  @Test func `lists of another wire type are none, as in any reader`() {
    let wrong = values.indices.flatMap { wireField(4, varint: UInt64($0)) }
    #expect(refusal(1, wrong)?.found == "0")
    #expect(refusal(10, values.flatMap { wireField(5, float: $0) })?.found == "0")
    #expect(refusal(1, wireField(9, varint: 24))?.found == "0")
  }

  @Test func `lists shorter and longer than the extents are refused`() {
    for count in [0, 5, 7] {
      let floats = Array((values + values)[..<count])
      for fields in [
        wireField(4, floats.flatMap(littleEndian)), floats.flatMap { wireField(4, float: $0) },
      ] {
        #expect(refusal(1, fields)?.found == "\(count)")
      }
      let integers = Array((halves + halves)[..<count])
      #expect(refusal(10, wireField(5, integers.flatMap(varint)))?.found == "\(count)")
    }
    #expect(refusal(1, packed + wireField(5, varint: 1))?.expected.contains("in all lists") == true)
  }

  @Test func `lists that end within a number are refused`() {
    let cut = values.flatMap(littleEndian).dropLast()
    #expect(refusal(1, wireField(4, Array(cut)))?.found == "bytes that end within a field")
    #expect(
      refusal(10, wireField(5, Array(halves.flatMap(varint).dropLast())))?.found
        == "bytes that end within a field")
    let long = [UInt8](repeating: 0x80, count: 10) + [0]
    #expect(
      refusal(10, wireField(5, halves[..<5].flatMap(varint) + long))?.found
        == "a number of more than 10 bytes")
  }

  @Test func `raw data and packed floats stay in the file's map`() throws {
    for fields in [packed, wireField(9, values.flatMap(littleEndian))] {
      let source = try SourceFile(path: "model.onnx", bytes: model(1, fields))
      guard case .success(let tensor) = try ONNXFile(source).arrays[0].content else {
        Issue.record("the array is not read")
        continue
      }
      #expect(tensor.elements.region.file.owner === source.owner)
    }
  }

  /// 64-bit integers of a byte each would take eight times the file.
  @Test func `lists that take more than a multiple of the file are left, and refused where used`()
    throws
  {
    let count = 3_000_000
    var model = try onnxModel([ONNXNodeProto("MatMul", ["x", "w"], ["y"])], [])
    model.arrays = [ONNXTensorProto("w", [3, 2], floats: values)]
    let list =
      wireField(1, varint: UInt64(count)) + wireField(2, varint: 7)
      + wireField(7, [UInt8](repeating: 1, count: count)) + wireField(8, Array("n".utf8))
    model.graph.initializer.append(Data(list))
    #expect(throws: Never.self) { try importONNX(Array(try model.serializedData())) }
    model.nodes = [
      ONNXNodeProto("Reshape", ["x", "n"], ["v"]), ONNXNodeProto("MatMul", ["v", "w"], ["y"]),
    ]
    let error = importError { _ = try importONNX(Array(try model.serializedData())) }
    guard case .unsupported(let problem) = error else {
      Issue.record("it is not refused")
      return
    }
    #expect(problem.expected.contains("bytes of elements in lists"))
    #expect(problem.place == "array \"n\"")
  }

  @Test func `messages of millions of names and extents are refused before they are decoded`()
    throws
  {
    let empty = [UInt8](repeating: 0, count: 2_000_000)
    let names = wireField(1, []) + [UInt8]((0..<1_000_000).flatMap { _ in [UInt8(0x0A), 0] })
    var model = try onnxModel([], [])
    model.graph.node = [Data(names)]
    var arrays = try onnxModel([], [])
    arrays.graph.initializer = [Data(wireField(1, empty))]
    for model in [model, arrays] {
      let error = importError { _ = try importONNX(Array(try model.serializedData())) }
      guard case .unsupported(let problem) = error else {
        Issue.record("it is not refused")
        continue
      }
      #expect(problem.expected.contains("at most 1048576 bytes of names and numbers"))
    }
  }
}

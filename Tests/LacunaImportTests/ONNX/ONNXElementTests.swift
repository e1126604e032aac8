import Foundation
import LacunaDense
import LacunaONNXSchema
import Testing

@testable import LacunaImport

/// Every way in which an array's elements may be written.
@Suite struct ONNXElementTests {
  /// What one linear layer of these weights, `[3, 2]`, gives for (1, 10, 100).
  private func output(_ weight: ONNXTensorProto, _ nodes: [ONNXNodeProto] = []) throws -> [Float] {
    let folder = try TemporaryFolder()
    let last = nodes.last?.output.first ?? "w"
    let path = try onnxModel(nodes + [ONNXNodeProto("MatMul", ["x", last], ["y"])], [weight])
      .write(to: folder)
    var session = DenseSession(
      network: try importModel(path: path, recipe: nil).model.networks[0])
    return try session.step(features: [1, 10, 100])
  }

  private let expected: [Float] = [531, -64.2]
  private let values: [Float] = [1, 0.5, 3, -2.5, 5, -0.397]

  private func weight(
    _ type: Int32, raw: [UInt8]? = nil, _ body: (inout ONNXTensorProto) -> Void = { _ in }
  ) -> ONNXTensorProto {
    var tensor = ONNXTensorProto()
    tensor.name = "w"
    tensor.dims = [3, 2]
    tensor.dataType = type
    if let raw { tensor.rawData = Data(raw) }
    body(&tensor)
    return tensor
  }

  private func isClose(_ found: [Float], _ tolerance: Float) -> Bool {
    zip(found, expected).allSatisfy { abs($0 - $1) <= tolerance }
  }

  @Test func `float32, float64, float16 and bfloat16 are read, raw and as lists`() throws {
    func little<Integer: FixedWidthInteger>(_ values: [Integer]) -> [UInt8] {
      values.flatMap { value in
        (0..<Integer.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
      }
    }
    let single = values.map(\.bitPattern)
    let double = values.map { Double($0).bitPattern }
    // 0.397 as float16 and bfloat16, which have 11 and 8 bits of it.
    let half: [UInt16] = [0x3C00, 0x3800, 0x4200, 0xC100, 0x4500, 0xB65A]
    let brain = single.map { UInt16($0 >> 16) }
    #expect(isClose(try output(weight(1, raw: little(single))), 1e-4))
    #expect(isClose(try output(weight(1) { $0.floatData = values }), 1e-4))
    #expect(isClose(try output(weight(11, raw: little(double))), 1e-4))
    #expect(isClose(try output(weight(11) { $0.doubleData = values.map { Double($0) } }), 1e-4))
    #expect(isClose(try output(weight(10, raw: little(half))), 0.02))
    #expect(isClose(try output(weight(10) { $0.int32Data = half.map { Int32($0) } }), 0.02))
    #expect(isClose(try output(weight(16, raw: little(brain))), 0.2))
    #expect(isClose(try output(weight(16) { $0.int32Data = brain.map { Int32($0) } }), 0.2))
  }

  @Test func `8-bit weights are dequantized, with a scale for all or for each output`() throws {
    func scaled(_ weight: ONNXTensorProto, scales: [Float], zeros: [UInt8]) throws -> [Float] {
      let folder = try TemporaryFolder()
      let dims = scales.count == 1 ? [] : [Int64(scales.count)]
      var zero = ONNXTensorProto("z", dims, floats: [])
      zero.dataType = weight.dataType
      zero.rawData = Data(zeros)
      let path = try onnxModel(
        [
          ONNXNodeProto("DequantizeLinear", ["w", "s", "z"], ["v"]),
          ONNXNodeProto("MatMul", ["x", "v"], ["y"]),
        ],
        [weight, ONNXTensorProto("s", dims, floats: scales), zero]
      ).write(to: folder)
      var session = DenseSession(
        network: try importModel(path: path, recipe: nil).model.networks[0])
      return try session.step(features: [1, 10, 100])
    }
    let signed = weight(3, raw: [1, 2, 3, 4, 5, 0xFB])
    #expect(try scaled(signed, scales: [0.5], zeros: [0]) == [265.5, -229])
    #expect(try scaled(signed, scales: [0.5, 2], zeros: [0, 1]) == [265.5, -1138])
    let unsigned = weight(2, raw: [1, 2, 3, 4, 5, 0xFB])
    #expect(try scaled(unsigned, scales: [1], zeros: [1]) == [420, 25031])
    let list = weight(3) { $0.int32Data = [1, 2, 3, 4, 5, -5] }
    #expect(try scaled(list, scales: [0.5], zeros: [0]) == [265.5, -229])
  }

  @Test func `views of weights are followed`() throws {
    var transpose = ONNXNodeProto("Transpose", ["w"], ["v"])
    transpose.set("perm") { $0.ints = [1, 0] }
    let transposed = weight(1) {
      $0.dims = [2, 3]
      $0.floatData = [1, 3, 5, 0.5, -2.5, -0.397]
    }
    #expect(isClose(try output(transposed, [transpose]), 1e-4))
    var flatten = ONNXNodeProto("Flatten", ["w"], ["v"])
    flatten.set("axis") { $0.i = 1 }
    #expect(
      isClose(
        try output(
          weight(1) {
            $0.dims = [3, 1, 2]
            $0.floatData = values
          }, [flatten]), 1e-4))
  }

  @Test func `elements that do not fit their type or number are refused`() throws {
    let cases: [(ONNXTensorProto, String)] = [
      (weight(1, raw: [0, 0]), "24 bytes"), (weight(1) { $0.floatData = [1] }, "6 elements"),
      (weight(10) { $0.int32Data = [1, 2, 3, 4, 5, 70000] }, "values from 0 to 65535"),
      (weight(3) { $0.int32Data = [1, 2, 3, 4, 5, 128] }, "values from -128 to 127"),
      (
        weight(1, raw: [UInt8](repeating: 0, count: 24)) { $0.floatData = values },
        "elements beside the raw data"
      ),
      (
        weight(1) {
          $0.floatData = values
          $0.int64Data = [1]
        }, "elements in all lists"
      ),
      (weight(1) { $0.dataLocation = 7 }, "data location 0 or 1"),
    ]
    for (tensor, expected) in cases {
      guard case .malformed(let problem)? = importError({ _ = try output(tensor) }) else {
        Issue.record("not refused: \(expected)")
        continue
      }
      #expect("\(problem.expected)".contains(expected), "\(problem)")
    }
  }

  @Test func `element types that are not read are named, where they are used`() throws {
    for type: Int32 in [0, 8, 13, 14, 17, 22, 99] {
      guard case .unsupported(let problem)? = importError({ _ = try output(weight(type)) }) else {
        Issue.record("type \(type) is not refused")
        continue
      }
      #expect(problem.found == "data type \(type)")
    }
    let folder = try TemporaryFolder()
    let unused = weight(8) { $0.name = "labels" }
    let used = weight(1) { $0.floatData = values }
    let path = try onnxModel([ONNXNodeProto("MatMul", ["x", "w"], ["y"])], [used, unused])
      .write(to: folder)
    #expect(throws: Never.self) { try importModel(path: path, recipe: nil) }
  }
}

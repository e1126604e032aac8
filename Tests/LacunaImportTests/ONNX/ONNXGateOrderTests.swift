import Foundation
import LacunaONNXSchema
import Testing

@testable import LacunaImport

/// Had two gates been swapped anywhere, the models that agree with ONNX Runtime would not.
@Suite struct ONNXGateOrderTests {
  @Test(arguments: [
    ("lstm_layout_1", 4), ("lstm_reverse", 4), ("lstm_hard_sigmoid", 4), ("gru_reset_before", 3),
    ("gru_reset_after", 3), ("gru_layout_1", 3),
  ])
  func `swapping any two gates gives something else`(name: String, gates: Int) throws {
    let folder = try TemporaryFolder()
    for first in 0..<gates {
      for second in first + 1..<gates {
        for array in ["W", "R", "B"] {
          var model = try onnxFixture(name)
          model.change(array: array) { tensor in
            // B has the gates twice.
            for half in 0..<(array == "B" ? 2 : 1) {
              let block = tensor.rawData.count / gates / (array == "B" ? 2 : 1)
              let start = half * gates * block
              let one = start + first * block..<start + (first + 1) * block
              let other = start + second * block..<start + (second + 1) * block
              let bytes = tensor.rawData
              tensor.rawData.replaceSubrange(one, with: bytes[other])
              tensor.rawData.replaceSubrange(other, with: bytes[one])
            }
          }
          #expect(
            try onnxError(model.write(to: folder), of: name) > 1e-3,
            "\(array): gates \(first) and \(second)")
        }
      }
    }
  }
}

import FuzzSupport
import LacunaDense
import LacunaImport

/// Imports the graph, and runs what it is for two steps.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe fuzzInput(start, count)
  guard let file = try? ArrayFile(path: "fuzzed.onnx", bytes: bytes),
    let network = try? importModel(from: file, recipe: nil).model.networks.first
  else { return 0 }
  var session = DenseSession(network: network)
  if let size = network.inputSize {
    _ = try? session.run(features: Array(repeating: Array(repeating: 0.5, count: size), count: 2))
  } else {
    _ = try? session.run(tokens: [0, 0])
  }
  return 0
}

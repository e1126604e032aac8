import LacunaDense
import LacunaImport

/// Opens a file of arrays that has these bytes, reads every array, and makes a model of them where
/// their names allow.
func importEverything(_ bytes: [UInt8]) {
  guard let file = try? ArrayFile(path: "fuzzed", bytes: bytes) else { return }
  for array in file.arrays {
    _ = try? file.readArray(named: array.name)
  }
  _ = try? importModel(from: file, recipe: nil)
}

/// Imports an ONNX graph, and runs what it is for two steps.
func importGraph(_ bytes: [UInt8]) {
  guard let file = try? ArrayFile(path: "fuzzed.onnx", bytes: bytes),
    let network = try? importModel(from: file, recipe: nil).model.networks.first
  else { return }
  runTwoSteps(network)
}

/// Runs a network for two steps, on features of 0.5 or on the first token.
func runTwoSteps(_ network: DenseNetwork) {
  var session = DenseSession(network: network)
  if let size = network.inputSize {
    _ = try? session.run(features: Array(repeating: Array(repeating: 0.5, count: size), count: 2))
  } else {
    _ = try? session.run(tokens: [0, 0])
  }
}

import LacunaDense
import Testing

@testable import LacunaImport

@Suite struct TorchFixtureTests {
  /// The names and values of every float array of a file.
  private func read(_ name: String, except: String? = nil) throws -> [String: [Float]] {
    let file = try ArrayFile(path: fixture("pytorch/" + name))
    var values: [String: [Float]] = [:]
    for array in file.arrays {
      guard case .float = array.element, array.name != except else { continue }
      values[array.name] = try file.readArray(named: array.name).values
    }
    return values
  }

  @Test func `every float type is read, and others are refused by name`() throws {
    let file = try ArrayFile(path: fixture("pytorch/types.pt"))
    #expect(file.format == .torch)
    for (seed, type) in ["float16", "bfloat16", "float32", "float64"].enumerated() {
      let read = try file.readArray(named: type)
      #expect(read == ([3, 4], formulaValues(seed, count: 12)), "\(type)")
    }
    #expect(try file.readArray(named: "scalar") == ([], [0.5]))
    #expect(try file.readArray(named: "empty") == ([0, 3], []))
    let error = importError { _ = try file.readArray(named: "int64") }
    #expect(error?.problem?.found == "int64 [2]")
    let quantized = try ArrayFile(path: fixture("pytorch/quantized.pt"))
    let refusal = importError { _ = try quantized.readArray(named: "w") }
    #expect(refusal?.problem?.found.hasPrefix("a quantized tensor") == true)
  }

  @Test func `parts of a storage are read by their strides`() throws {
    let flat = formulaValues(10, count: 40)
    let cube = formulaValues(11, count: 24)
    let read = try read("views.pt", except: "expanded")
    let expected: [String: [Float]] = [
      "first": Array(flat[..<12]), "second": Array(flat[12..<28]),
      "second_again": Array(flat[12..<28]),
      "transposed": (0..<16).map { flat[12 + $0 % 4 * 4 + $0 / 4] },
      "columns": (0..<24).map { flat[$0 / 3 * 5 + 1 + $0 % 3] },
      "every_other": (0..<20).map { flat[$0 * 2] },
      "permuted": (0..<24).map { cube[$0 / 6 + $0 / 3 % 2 * 12 + $0 % 3 * 4] },
      "parameter": formulaValues(12, count: 4),
    ]
    for (name, values) in expected {
      #expect(read[name] == values, "\(name)")
    }
  }

  @Test func `one element for many is refused when it is used`() throws {
    let file = try ArrayFile(path: fixture("pytorch/views.pt"))
    let error = importError { _ = try file.readArray(named: "expanded") }
    #expect(error?.problem?.place == "array expanded")
    #expect(error?.problem?.found.contains("strides [0, 1]") == true)
  }

  @Test func `tied tensors have one storage, other views of the same elements their own`() throws {
    let file = try ArrayFile(path: fixture("pytorch/views.pt"))
    func storage(_ name: String) throws -> DenseStorage {
      try file.storage(of: try #require(file.array(named: name)))
    }
    #expect(try storage("second") === storage("second_again"))
    #expect(try storage("first") !== storage("second"))
    #expect(file.unusedArrays(["second", "first"]).contains("second_again") == false)
    #expect(file.unusedArrays(["second", "first"]).contains("transposed"))
  }

  @Test(arguments: [
    "lstm_module.pt", "lstm_protocol_3.pt", "lstm_protocol_4.pt", "lstm_protocol_5.pt",
    "deflated.pt", "big_endian.pt", "../lstm.safetensors",
  ])
  func `a state dictionary is the same in every container`(name: String) throws {
    var expected = try read("lstm_state.pt")
    #expect(expected.count == 8)
    if name.hasSuffix(".safetensors") { expected["kept"] = nil }
    #expect(try read(name) == expected)
  }

  @Test(arguments: ["lstm_script.pt", "lstm_trace.pt"])
  func `TorchScript has the same names, and lists of its own beside them`(name: String) throws {
    let file = try ArrayFile(path: fixture("pytorch/" + name))
    #expect(file.format == .torchScript)
    let found = try read(name)
    for (name, values) in try read("lstm_state.pt") {
      #expect(found[name] == values, "\(name)")
    }
    let imported = try importModel(path: fixture("pytorch/" + name), recipe: nil)
    #expect(imported.unusedArrays.contains { $0.contains("_flat_weights") } == false)
  }

  @Test func `what a frozen module had as parameters are constants`() throws {
    let found = try read("lstm_frozen.pt")
    #expect(found.keys.contains("constants.0"))
    let expected = try read("lstm_state.pt")
    #expect(found.values.contains(expected["rnn.weight_hh_l0"] ?? []))
  }

  @Test func `a checkpoint has the model under its key, and the optimizer's arrays`() throws {
    let imported = try importModel(path: fixture("pytorch/checkpoint.pt"), recipe: nil)
    #expect(imported.model.networks[0].layers.count == 3)
    #expect(imported.unusedArrays.contains("optimizer.state.0.exp_avg"))
    let found = try read("checkpoint.pt")
    #expect(found["model.rnn.weight_hh_l0"] == (try read("lstm_state.pt"))["rnn.weight_hh_l0"])
  }

  @Test func `an archive without CRC-32 is read`() throws {
    #expect(try read("no_checksum.pt") == ["w": formulaValues(1, count: 6)])
  }

  @Test(arguments: [("stacked.pt", "stacked pickles"), ("legacy.tar", "a tar archive")])
  func `older forms are refused by name, with what to do`(name: String, found: String) throws {
    let error = try #require(
      importError { _ = try ArrayFile(path: fixture("pytorch/" + name)) })
    guard case .unsupported(let problem) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(problem.found.contains(found))
    #expect(problem.found.contains("torch.save(torch.load("))
  }
}

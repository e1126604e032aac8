import LacunaDense
import Testing

@testable import LacunaImport

@Suite struct SafetensorsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func `a file of the safetensors package has its tensors, whatever their type`() throws {
    let file = try ArrayFile(path: fixture("types.safetensors"))
    #expect(file.format == .safetensors)
    for (seed, type) in ["float16", "bfloat16", "float32", "float64"].enumerated() {
      let read = try file.readArray(named: type)
      #expect(read.shape == [3, 4], "\(type)")
      #expect(read.values == formulaValues(seed, count: 12), "\(type)")
    }
    #expect(try file.readArray(named: "scalar") == ([], [0.5]))
    #expect(try file.readArray(named: "empty") == ([0, 3], []))
    #expect(file.array(named: "int64")?.element == .other("elements of type I64"))
    let error = importError { _ = try file.readArray(named: "int64") }
    #expect(error?.problem?.place == "array int64")
    #expect(error?.problem?.found == "elements of type I64 [2]")
  }

  @Test func `state-dict names in a safetensors file need no recipe`() throws {
    let model = try importModel(path: fixture("lstm.safetensors"), recipe: nil)
    #expect(model.formatDescription == "safetensors, 7 arrays")
    #expect(model.unusedArrays.isEmpty)
  }

  @Test func `tensors of the same bytes are read in place, at any alignment`() throws {
    let header = "{" + tensorEntry("odd", [1], 0, 4) + "} "
    for spaces in 0..<4 {
      let padded = header + String(repeating: " ", count: spaces)
      let path = try folder.write(
        craftedSafetensors(padded, data: [0, 0, 0xC0, 0x3F]), as: "odd.safetensors")
      #expect(try ArrayFile(path: path).readArray(named: "odd").values == [1.5])
    }
  }

  @Test func `metadata are strings`() throws {
    let tensor = tensorEntry("w", [1], 0, 4)
    let right = craftedSafetensors(
      #"{"__metadata__":{"format":"pt"},\#(tensor)}"#, data: [0, 0, 0, 0])
    #expect(
      try ArrayFile(path: folder.write(right, as: "m.safetensors")).arrays.map(\.name) == ["w"])
    for metadata in ["3", "null", "[]", #"{"a":1}"#, #"{"a":{}}"#, #"{"a":null}"#] {
      let wrong = craftedSafetensors(
        #"{"__metadata__":\#(metadata),\#(tensor)}"#, data: [0, 0, 0, 0])
      let path = try folder.write(wrong, as: "m.safetensors")
      let error = importError { _ = try ArrayFile(path: path) }
      #expect(error?.problem?.place?.hasPrefix("__metadata__") == true, "\(metadata)")
    }
  }

  @Test func `a type that is not known is refused when it is used, by name`() throws {
    let header =
      #"{"w":{"dtype":"F7","shape":[2],"data_offsets":[0,3]},\#(tensorEntry("v", [1], 3, 7))}"#
    let path = try folder.write(
      craftedSafetensors(header, data: [1, 2, 3, 0, 0, 0, 0]), as: "f7.safetensors")
    let file = try ArrayFile(path: path)
    #expect(try file.readArray(named: "v").values == [0])
    let error = importError { _ = try file.readArray(named: "w") }
    #expect(error?.problem?.found == "elements of type F7 [2]")
  }
}

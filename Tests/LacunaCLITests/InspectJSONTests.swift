import Foundation
import Testing

/// Names in JSON that scripts rely on, written out here: none may go.
@Suite struct InspectJSONTests {
  private static let promised =
    [
      "schema", "file.bytes", "file.version", "networks[].name", "networks[].layers[].kind",
      "totals.weights", "totals.denseBytes", "totals.bytes", "totals.ratio",
      "totals.recurrent.weights", "totals.recurrent.denseBytes", "totals.recurrent.bytes",
      "totals.recurrent.ratio",
      "sections[].kind", "sections[].offset", "sections[].bytes", "sections[].crc32",
    ]
    + [
      "name", "rows", "cols", "encoding", "group", "terms", "axis", "codebook", "bytes", "density",
      "bitsPerWeight",
    ].map { "networks[].layers[].matrices[].\($0)" }

  private func report(_ folder: TemporaryFolder, _ options: [String]) throws -> [String: Any] {
    let dense = try folder.write(SmallModels.languageModel(), as: "model.npz")
    let compact = folder.path("model.lacuna")
    let outcome = try Tool.run(["convert", dense, "-o", compact] + options)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return try lacuna("inspect", compact, "--json").json()
  }

  @Test func `every promised name is there, null or not`() throws {
    let folder = try TemporaryFolder()
    let root = try report(folder, ["--encoding", "terms:2/8", "--encoding", "linear=codes"])
    for path in Self.promised {
      #expect(values(at: path, in: root)?.isEmpty == false, "\(path)")
    }
    #expect(root["schema"] as? Int == 1)
    let matrices = "networks[].layers[].matrices[]"
    #expect(
      values(at: "\(matrices).encoding", in: root)?.compactMap { $0 as? String }
        == ["int8", "terms", "terms", "terms", "terms", "codes"])
    #expect(integers(at: "\(matrices).group", in: root) == [8, 8, 8, 8])
    #expect(integers(at: "\(matrices).terms", in: root) == [2, 2, 2, 2])
    #expect(integers(at: "\(matrices).rows", in: root) == [11, 32, 32, 32, 32, 11])
    #expect(integers(at: "\(matrices).cols", in: root) == [6, 6, 8, 8, 8, 8])
    // Of a terms matrix of one group a row, 2 weights of 6 or 8 remain at most.
    let densities = try #require(values(at: "\(matrices).density", in: root) as? [Double])
    #expect(densities[1] <= 2.0 / 6 && densities[2] <= 2.0 / 8)
  }

  @Test func `header, table, sections and padding add up to the file`() throws {
    let folder = try TemporaryFolder()
    let (_, demo) = try Demo.conversion.get()
    let path = try folder.write(demo, as: "demo.lacuna")
    let reports = [
      (try lacuna("inspect", path, "--json").json(), demo.count),
      (try report(folder, ["--encoding", "codes"]), try folder.bytes("model.lacuna").count),
    ]
    for (root, size) in reports {
      let lengths = integers(at: "sections[].bytes", in: root)
      let offsets = integers(at: "sections[].offset", in: root)
      try #require(lengths.count == offsets.count && lengths.count > 10)
      var end = 64 + 32 * lengths.count
      for (offset, length) in zip(offsets, lengths) {
        end = (end + 63) / 64 * 64
        #expect(offset == end)
        end += length
      }
      #expect((end + 63) / 64 * 64 == size)
      #expect(integers(at: "file.bytes", in: root) == [size])
      #expect(integers(at: "totals.bytes", in: root) == [size])
      let breakdown = try #require(root["breakdown"] as? [String: Int])
      #expect(breakdown.values.reduce(0, +) == size)
    }
  }

  @Test func `totals are those that convert says, and count the source's arrays`() throws {
    let folder = try TemporaryFolder()
    let dense = try folder.write(SmallModels.languageModel(), as: "model.npz")
    let compact = folder.path("model.lacuna")
    let converted = try lacuna("convert", dense, "-o", compact, "--json").json()
    let inspected = try lacuna("inspect", compact, "--json").json()
    for name in ["weights", "denseBytes", "bytes", "ratio"] {
      let whole = values(at: "totals.all.\(name)", in: converted)?.first as? Double
      #expect(whole == values(at: "totals.\(name)", in: inspected)?.first as? Double)
      let recurrent = values(at: "totals.recurrent.\(name)", in: converted)?.first as? Double
      #expect(recurrent == values(at: "totals.recurrent.\(name)", in: inspected)?.first as? Double)
      #expect(whole != nil && recurrent != nil, "\(name)")
    }
    let elements = SmallModels.languageModel().reduce(0) { $0 + $1.values.count }
    #expect(integers(at: "totals.denseBytes", in: inspected) == [4 * elements])
  }
}

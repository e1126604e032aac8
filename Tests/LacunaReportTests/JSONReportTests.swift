import Foundation
import LacunaReport
import LacunaTestSupport
import Testing

@Suite struct JSONReportTests {
  private func object(_ file: [UInt8]) throws -> [String: Any] {
    let json = try report(on: file).json()
    let value = try JSONSerialization.jsonObject(with: Data(json.utf8))
    return try #require(value as? [String: Any])
  }

  private func list(_ object: [String: Any], _ name: String) throws -> [[String: Any]] {
    try #require(object[name] as? [[String: Any]])
  }

  @Test func theJSONHasEveryNameThatScriptsRelyOn() throws {
    let root = try object(TinyModel.description.fileBytes())
    #expect(root["schema"] as? Int == 1)
    let file = try #require(root["file"] as? [String: Any])
    #expect(file["bytes"] as? Int == 2560)
    #expect(file["version"] as? String == "1.0")
    let totals = try #require(root["totals"] as? [String: Any])
    let recurrent = try #require(totals["recurrent"] as? [String: Any])
    #expect(totals["weights"] as? Int == 176)
    #expect(totals["denseBytes"] as? Int == 808)
    #expect(totals["bytes"] as? Int == 2560)
    #expect(totals["ratio"] as? Double == 0.315625)
    #expect(recurrent["weights"] as? Int == 156)
    #expect(recurrent["denseBytes"] as? Int == 720)
    #expect(recurrent["bytes"] as? Int == 384)
    #expect(recurrent["ratio"] as? Double == 1.875)
    let sections = try list(root, "sections")
    #expect(sections.count == 15)
    #expect(sections[2]["kind"] as? String == "weights")
    #expect(sections[2]["offset"] as? Int == 1216)
    #expect(sections[2]["bytes"] as? Int == 64)
    let crc = hexadecimal(modelCRC32(TinyModel.inputTerms.weights))
    #expect(sections[2]["crc32"] as? String == crc)
  }

  @Test func aMatrixHasItsNumbersAndNullsWhereThereAreNone() throws {
    let root = try object(TinyModel.description.fileBytes())
    let network = try #require(try list(root, "networks").first)
    #expect(network["name"] as? String == "n")
    let layers = try list(network, "layers")
    #expect(layers.map { $0["kind"] as? String } == ["lstm", "linear", "linear"])
    let matrices = try layers.flatMap { try list($0, "matrices") }
    #expect(matrices.map { $0["name"] as? String } == ["w", "u", "c", "d"])
    #expect(matrices.map { $0["rows"] as? Int } == [12, 12, 4, 2])
    #expect(matrices.map { $0["cols"] as? Int } == [10, 3, 3, 4])
    #expect(matrices.map { $0["encoding"] as? String } == ["terms", "terms", "codes", "int8"])
    #expect(matrices.map { $0["group"] as? Int } == [8, 8, nil, nil])
    #expect(matrices.map { $0["terms"] as? Int } == [2, 3, nil, nil])
    #expect(matrices.map { $0["axis"] as? String } == ["input", "output", nil, nil])
    #expect(matrices.map { $0["codebook"] as? String } == ["shift", "fitted", "shift", nil])
    #expect(matrices.map { $0["bytes"] as? Int } == [128, 128, 128, 128])
    let densities: [Double] = [4.0 / 120, 3.0 / 36, 2.0 / 12, 3.0 / 8]
    let bits: [Double] = [1024.0 / 120, 1024.0 / 36, 1024.0 / 12, 128]
    for (index, matrix) in matrices.enumerated() {
      // JSONSerialization does not always give back the nearest double.
      #expect(abs(try #require(matrix["density"] as? Double) - densities[index]) < 1e-12)
      #expect(abs(try #require(matrix["bitsPerWeight"] as? Double) - bits[index]) < 1e-12)
    }
    for name in ["group", "terms", "axis", "codebook"] {
      #expect(matrices[3][name] is NSNull, "\(name) is null, and not missing")
    }
  }

  @Test func partsOfTheBreakdownAddUpToTheFile() throws {
    let root = try object(TinyModel.description.fileBytes())
    let breakdown = try #require(root["breakdown"] as? [String: Int])
    #expect(breakdown.values.reduce(0, +) == 2560)
  }

  @Test func anyNameOrTextSurvivesTheJSON() throws {
    var model = TinyModel.description
    let name = "a\"b\\c/é\u{202E}漢\u{1F600}\u{2028}"
    let value = "\u{0}\u{1B}[31m\n\r\t\u{7F}\u{85}\"\\"
    model.matrices[0].name = name
    model.metadata = MetadataDescription(
      records: [
        (key: "a", value: .text(value)), (key: "b", value: .integer(.min)),
        (key: "c", value: .real(-1.5)), (key: "d", value: .real(.nan)),
        (key: "e", value: .boolean(true)),
      ], slack: 0)
    let root = try object(model.fileBytes())
    let layers = try list(try list(root, "networks")[0], "layers")
    #expect(try list(layers[0], "matrices")[0]["name"] as? String == name)
    let metadata = try list(root, "metadata")
    #expect(metadata[0]["value"] as? String == value)
    #expect(metadata[1]["value"] as? Int == .min)
    #expect(metadata[2]["value"] as? Double == -1.5)
    #expect(metadata[3]["value"] is NSNull)
    #expect(metadata[4]["value"] as? Bool == true)
  }

  @Test func oneFileGivesOneText() throws {
    let plan = NetworkPlan(inputSize: 12, layers: [.lstm(8), .linear(3)])
    let file = RandomModel.make([plan], style: RandomStyle(), seed: 6).fileBytes()
    #expect(try report(on: file).json() == report(on: file).json())
  }

  private func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}

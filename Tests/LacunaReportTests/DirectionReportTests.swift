import Foundation
import LacunaReport
import LacunaTestSupport
import Testing

/// What a report says of directions and projections.
@Suite struct DirectionReportTests {
  private let file = RandomModel.make(
    [
      NetworkPlan(
        inputSize: 7,
        layers: [
          .lstm(6, projectedTo: 4), LayerPlan.lstm(5, projectedTo: 3).backwardBeside, .linear(2),
        ])
    ], style: RandomStyle(), seed: 5
  ).fileBytes()

  @Test func theJSONNamesEachDirectionWithAllItsMatrices() throws {
    let json = try report(on: file).json()
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let network = try #require((root["networks"] as? [[String: Any]])?.first)
    let layers = try #require(network["layers"] as? [[String: Any]])
    #expect(layers.map { $0["direction"] as? String } == ["forward", "backward", nil])
    #expect(layers.map { $0["besideLayerBefore"] as? Bool } == [false, true, false])
    #expect(layers.map { $0["hidden"] as? Int } == [6, 5, nil])
    #expect(layers.map { $0["projection"] as? Int } == [4, 3, nil])
    #expect(layers.map { $0["outputs"] as? Int } == [4, 3, 2])
    let names = layers.map { layer in
      (layer["matrices"] as? [[String: Any]])?.compactMap { $0["name"] as? String }
    }
    #expect(
      names == [["n0.0.w", "n0.0.u", "n0.0.p"], ["n0.1.w", "n0.1.u", "n0.1.p"], ["n0.2.w"]])
    let totals = try #require(root["totals"] as? [String: Any])
    let recurrent = try #require(totals["recurrent"] as? [String: Any])
    // Input, recurrent and projection of 6 units to 4, and of 5 to 3.
    let weights = 24 * 7 + 24 * 4 + 4 * 6 + 20 * 7 + 20 * 3 + 3 * 5
    #expect(recurrent["weights"] as? Int == weights)
    #expect(totals["weights"] as? Int == weights + 2 * 7)
  }

  @Test func theTextNamesThemToo() throws {
    let text = try report(on: file).text(color: false)
    #expect(text.contains("0 lstm, 7 inputs to 4 outputs, projected from 6 units, 24 biases"))
    #expect(
      text.contains(
        "1 lstm, backward beside the layer before, 7 inputs to 3 outputs, projected from 5 units"))
  }
}

import Foundation
import LacunaTestSupport
import Testing

/// The oracle against floating-point cells with exact sigmoid and hyperbolic tangent: the distance
/// must be that of the rounding of activations, and no more.
@Suite struct OracleFloatTests {
  private static let style = RandomStyle(codebook: .fitted, range: .moderate)

  /// `w · x` for the weights that the integers stand for.
  private func product(_ matrix: OracleMatrix, _ x: [Double]) -> [Double] {
    zip(matrix.values, matrix.rowExponents).map { row, exponent in
      zip(row, x).reduce(0) { $0 + Double($1.0) * $1.1 } * powerOfTwo(exponent)
    }
  }

  private func biases(_ layer: OracleLayer, count: Int) -> [Double] {
    guard let bias = layer.bias else { return [Double](repeating: 0, count: count) }
    return bias.values.map { Double($0) * powerOfTwo(bias.exponent) }
  }

  private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  private func features(_ count: Int, _ generator: inout SplitMix64) -> [Float] {
    (0..<count).map { _ in Float(generator.integer(-127...127)) / 128 }
  }

  @Test func lstmFollowsTheFloatCell() throws {
    let model = RandomModel.make(
      [NetworkPlan(inputSize: 9, layers: [.lstm(11, .codes)])], style: Self.style, seed: 11)
    let network = OracleModel(file: model.fileBytes()).networks[0]
    let layer = network.layers[0]
    let recurrent = try #require(layer.recurrentMatrix)
    var session = OracleSession(network)
    var generator = SplitMix64(seed: 12)
    var (h, c) = ([Double](repeating: 0, count: 11), [Double](repeating: 0, count: 11))
    let bias = biases(layer, count: 44)
    for _ in 0..<6 {
      let x = features(9, &generator)
      let output = session.step(features: x)
      let p = zip(zip(product(layer.matrix, x.map(Double.init)), product(recurrent, h)), bias)
        .map { $0.0 + $0.1 + $1 }
      for unit in 0..<11 {
        let kept = sigmoid(p[11 + unit]) * c[unit]
        c[unit] = kept + sigmoid(p[unit]) * tanh(p[22 + unit])
        h[unit] = sigmoid(p[33 + unit]) * tanh(c[unit])
        #expect(abs(h[unit] - Double(output[unit]) / 128) < 0.04)
      }
    }
    #expect(h.contains { abs($0) > 0.2 })
  }

  @Test(arguments: [0, 1])
  func gruFollowsTheFloatCell(reset: Int) throws {
    let model = RandomModel.make(
      [NetworkPlan(inputSize: 9, layers: [.gru(11, reset: reset)])], style: Self.style, seed: 21)
    let network = OracleModel(file: model.fileBytes()).networks[0]
    let layer = network.layers[0]
    let recurrent = try #require(layer.recurrentMatrix)
    var session = OracleSession(network)
    var generator = SplitMix64(seed: 22)
    var h = [Double](repeating: 0, count: 11)
    let bias = biases(layer, count: 44)
    for _ in 0..<6 {
      let x = features(9, &generator)
      let output = session.step(features: x)
      let input = product(layer.matrix, x.map(Double.init))
      let state = product(recurrent, h)
      let r = (0..<11).map { sigmoid(input[$0] + state[$0] + bias[$0]) }
      let z = (11..<22).map { sigmoid(input[$0] + state[$0] + bias[$0]) }
      let before = product(recurrent, zip(r, h).map { $0 * $1 })
      for unit in 0..<11 {
        let candidate =
          reset == 1 ? r[unit] * (state[22 + unit] + bias[33 + unit]) : before[22 + unit]
        let n = tanh(input[22 + unit] + bias[22 + unit] + candidate)
        h[unit] = (1 - z[unit]) * n + z[unit] * h[unit]
        #expect(abs(h[unit] - Double(output[unit]) / 32768) < 0.04)
      }
    }
    #expect(h.contains { abs($0) > 0.2 })
  }

  @Test func linearFollowsTheFloatProduct() {
    let model = RandomModel.make(
      [NetworkPlan(inputSize: 40, layers: [.linear(30)])], style: Self.style, seed: 31)
    let network = OracleModel(file: model.fileBytes()).networks[0]
    let layer = network.layers[0]
    var session = OracleSession(network)
    var generator = SplitMix64(seed: 32)
    let x = features(40, &generator)
    let output = session.step(features: x)
    let bias = biases(layer, count: 30)
    for (row, value) in product(layer.matrix, x.map(Double.init)).enumerated() {
      #expect(abs(value + bias[row] - Double(output[row]) / 65536) < 0.0001)
    }
  }
}

import LacunaTestSupport
import Testing

/// One step of each layer, worked out by hand from spec/arithmetic.md.
///
/// The input is the feature 1.0 wherever one is wanted: below 2^1, so exponent -6 and integer 64.
/// A weight `v` with row exponent -6 is `v / 64`; with `F = 12`, `s = -(-6 - 6 + 12) = 0` for the
/// input product and `s = -(-6 - 7 + 12) = 1` for the recurrent one.
@Suite struct OracleCellTests {
  private let clippedGate = ActivationDescription.clipped(
    shift: 2, offset: 16384, low: 0, high: 32767)
  private let clippedSigned = ActivationDescription.clipped(
    shift: 0, offset: 0, low: -32767, high: 32767)

  private func int8Matrix(_ name: String, _ rows: [[Int]], rowExponents: [Int])
    -> MatrixDescription
  {
    let codes = rows.enumerated().flatMap { row, values in
      values.enumerated().map { PlacedCode(row: row, column: $0, code: $1) }
    }
    return MatrixDescription(
      name: name, rows: rows.count, columns: rows[0].count, encoding: .int8,
      codebook: [Int](repeating: 0, count: 32), codes: codes, rowExponents: rowExponents)
  }

  private func session(_ model: ModelDescription) -> OracleSession {
    OracleSession(OracleModel(file: model.fileBytes()).networks[0])
  }

  /// Input weights 1, 1/2, -1, 0 (i, f, g, o): products 4096, 2048, -4096, 0.
  /// Recurrent weights 1 with h = 64 (1/2): (64·64 + 1) >> 1 = 2048 in every row.
  /// Pre-activations 6144, 4096, -2048, 2048; the clipped gate is 2p + 16384:
  /// i = 28672, f = 24576, g = 8·-2048 = -16384, o = 20480.
  /// c = 2048 (1.0): f·c = 1536; i·g = -14336, to Q4.11 (-14336 + 8) >> 4 = -896; c' = 640.
  /// Cell: 8·2·640 = 10240; o·10240 = 6400; to8: 6528 >> 8 = 25.
  /// Of the 4 + 4 weights one is 0.
  @Test func lstm() {
    var model = ModelDescription()
    model.matrices = [
      int8Matrix("w", [[64], [32], [-64], [0]], rowExponents: [-6, -6, -6, -6]),
      int8Matrix("u", [[64], [64], [64], [64]], rowExponents: [-6, -6, -6, -6]),
    ]
    model.activations = [clippedGate, clippedSigned]
    let layer = LayerDescription(
      kind: .lstm, inputSize: 1, outputSize: 1, matrix: 0, recurrentMatrix: 1,
      activations: [0, 0, 1, 0, 1])
    model.networks = [NetworkDescription(name: "n", layers: [layer])]

    var session = session(model)
    session.states = [.lstm(h: [64], c: [2048])]
    #expect(session.step(features: [1]) == [25])
    #expect(session.states == [.lstm(h: [25], c: [640])])
    #expect(session.operations == OracleOperations(dense: 8, executed: 7))
  }

  /// Input weights 1, 0, 1/4 (r, z, n): products 4096, 0, 1024. h = 16384 (1/2), seen as
  /// (16384 + 128) >> 8 = 64; recurrent weights 1: 2048 in every row.
  /// r: 2·6144 + 16384 = 28672; z: 2·2048 + 16384 = 20480.
  private func gru(reset: Int, bias: [Int]) -> ModelDescription {
    var model = ModelDescription()
    model.matrices = [
      int8Matrix("w", [[64], [0], [16]], rowExponents: [-6, -6, -6]),
      int8Matrix("u", [[64], [64], [64]], rowExponents: [-6, -6, -6]),
    ]
    model.activations = [clippedGate, clippedSigned]
    model.biases = [BiasDescription(exponent: -12, values: bias)]
    var layer = LayerDescription(
      kind: .gru, inputSize: 1, outputSize: 1, matrix: 0, recurrentMatrix: 1, bias: 0,
      activations: [0, 0, 1])
    layer.reset = reset
    model.networks = [NetworkDescription(name: "n", layers: [layer])]
    return model
  }

  /// q = 2048 + 1024 = 3072; r·q = 2688; n: 1024 + 256 + 2688 = 3968, times 8 = 31744.
  /// h' = (20480·16384 + 12288·31744) / 2^15 = 22144.
  @Test func gruResetAfter() {
    var session = session(gru(reset: 1, bias: [0, 0, 256, 1024]))
    session.states = [.gru(h: [16384])]
    #expect(session.step(features: [1]) == [22144])
    #expect(session.operations == OracleOperations(dense: 6, executed: 5))
  }

  /// r·h = 14336, seen as (14336 + 128) >> 8 = 56; its product 64·56 = 3584 is 1792.
  /// n: 1024 + 1792 + 256 = 3072, times 8 = 24576.
  /// h' = (20480·16384 + 12288·24576) / 2^15 = 19456.
  @Test func gruResetBefore() {
    var session = session(gru(reset: 0, bias: [0, 0, 256]))
    session.states = [.gru(h: [16384])]
    #expect(session.step(features: [1]) == [19456])
    #expect(session.operations == OracleOperations(dense: 6, executed: 5))
  }

  /// Features 0.75, -0.5 are below 2^0: integers 96, -64 with exponent -7.
  /// Row 0: S = 3·96 - 5·64 = -32, s = -(-3 - 7 + 16) = -6: -32 << 6 = -2048; bias -3.
  /// Row 1: S = 9600 + 6400, s = -(10 - 7 + 16) = -19: clamped to 2^10, << 19 = 2^29; bias 32767.
  @Test(arguments: [(0, [-2051, 536_903_679]), (1, [0, 536_903_679])])
  func linear(output: Int, expected: [Int]) {
    var model = ModelDescription()
    model.matrices = [int8Matrix("w", [[3, 5], [100, -100]], rowExponents: [-3, 10])]
    model.biases = [BiasDescription(exponent: -16, values: [-3, 32767])]
    let layer = LayerDescription(
      kind: .linear, output: output, inputSize: 2, outputSize: 2, matrix: 0, bias: 0)
    model.networks = [NetworkDescription(name: "n", layers: [layer])]
    var session = session(model)
    #expect(session.step(features: [0.75, -0.5]) == expected)
    #expect(session.operations == OracleOperations(dense: 4, executed: 4))
  }

  /// As above through the clipped sigmoid: -2051 to Q3.12 is round(-2051, 4) = -128, and
  /// 2·(-256 + 16384) = 32256; 2^29 saturates, and 2·32767 = 65534.
  @Test func linearThroughAnActivation() {
    var model = ModelDescription()
    model.matrices = [int8Matrix("w", [[3, 5], [100, -100]], rowExponents: [-3, 10])]
    model.biases = [BiasDescription(exponent: -16, values: [-3, 32767])]
    model.activations = [clippedGate]
    let layer = LayerDescription(
      kind: .linear, output: 2, inputSize: 2, outputSize: 2, matrix: 0, bias: 0, activations: [0])
    model.networks = [NetworkDescription(name: "n", layers: [layer])]
    var session = session(model)
    #expect(session.step(features: [0.75, -0.5]) == [32256, 65534])
  }

  /// Token 1's row is (-100, 50): 7 bits, so as it is, with the row's exponent -9.
  /// A tied linear layer: row 0 (0, 1): S = 50, s = -(-7 - 9 + 16) = 0; row 1: S = 12500,
  /// s = -(-9 - 9 + 16) = 2: 3125.
  @Test func embeddingWithATiedOutput() {
    var model = ModelDescription()
    model.matrices = [int8Matrix("e", [[0, 1], [-100, 50]], rowExponents: [-7, -9])]
    let layers = [
      LayerDescription(kind: .embedding, inputSize: 2, outputSize: 2, matrix: 0),
      LayerDescription(kind: .linear, inputSize: 2, outputSize: 2, matrix: 0),
    ]
    model.networks = [NetworkDescription(name: "n", layers: layers)]
    var session = session(model)
    #expect(session.step(token: 1) == [50, 3125])
    #expect(session.operations == OracleOperations(dense: 4, executed: 3))
  }
}

import Lacuna
import LacunaCompress
import LacunaDense

/// A model of random weights: what a step costs does not depend on them.
enum RandomModel {
  /// Two LSTM layers.
  case recurrent
  /// One linear layer of many outputs.
  case output

  static let size = 650
  private static let outputs = 10_000

  /// The bytes of its file. O(weights).
  func compressed(_ encoding: String, axis: String = "input") throws -> [UInt8] {
    var random = SplitMix64(seed: 1)
    let layers: [DenseLayer] =
      switch self {
      case .recurrent:
        [.lstm(try Self.lstm("0", &random)), .lstm(try Self.lstm("1", &random))]
      case .output:
        [.linear(try DenseLinear(weight: Self.matrix("output", Self.outputs, &random)))]
      }
    var options = CompressionOptions()
    for scope in ["", "linear="] {
      try options.encoding.choose(parsing: scope + encoding)
      try options.axis.choose(parsing: scope + axis)
    }
    let network = try DenseNetwork(name: "default", layers: layers)
    return try compress(DenseModel(networks: [network]), options: options).bytes
  }

  /// The model, opened from a file that is gone again.
  func opened(_ encoding: String, axis: String = "input") throws -> Model {
    let file = try TemporaryFile(self, encoding, axis: axis)
    return try Model(path: file.path)
  }

  /// Numbers of magnitude 0.1 to 1.
  static func features(count: Int, _ random: inout SplitMix64) -> [Float] {
    (0..<count).map { _ in
      let magnitude = Float(0.1 + 0.9 * random.nextUnit())
      return random.next() & 1 == 0 ? magnitude : -magnitude
    }
  }

  private static func lstm(_ name: String, _ random: inout SplitMix64) throws -> DenseLSTM {
    try DenseLSTM(
      input: matrix("input \(name)", 4 * size, &random),
      recurrent: matrix("recurrent \(name)", 4 * size, &random),
      bias: [Float](repeating: 0.1, count: 4 * size), sourceBiasCount: 4 * size)
  }

  /// `[rows, size]`
  private static func matrix(
    _ name: String, _ rows: Int, _ random: inout SplitMix64
  ) -> DenseMatrix {
    let scale = 1 / Float(size).squareRoot()
    let values = (0..<rows * size).map { _ in scale * (2 * Float(random.nextUnit()) - 1) }
    return DenseMatrix(name: name, rows: rows, columns: size, values: values)
  }
}

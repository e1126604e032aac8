import Lacuna
import LacunaEngine
import LacunaFormat

/// What a network is given: a sequence of extreme and of random numbers, the same for the same file.
struct Stimulus {
  /// `[steps, streams]`, for a network that takes tokens.
  let tokens: [[Int]]?
  /// `[steps, streams · features]`, for one that takes features.
  let features: [[Float]]

  init(_ model: Model, network: Int, steps: Int, streams: Int, using random: inout SplitMix64) {
    let view = model.view
    let first = view.layer(at: view.network(at: network).firstLayer)
    let size = first.inputSize
    if first.kind == .embedding {
      tokens = (0..<steps).map { step in
        (0..<streams).map { _ in step == 0 ? size - 1 : Int(random.next() % UInt64(size)) }
      }
      features = []
    } else {
      tokens = nil
      features = (0..<steps).map { step in
        let style = random.next() % 4
        return (0..<(streams * size)).map { _ in Self.feature(style, &random) }
      }
    }
  }

  /// A float: an extreme one, any finite one, or one of a usual size.
  private static func feature(_ style: UInt64, _ random: inout SplitMix64) -> Float {
    switch style {
    case 0: extremes[Int(random.next() % UInt64(extremes.count))]
    case 1: finite(random.next())
    case 2: Float(random.nextUnit() * 2 - 1)
    default: random.next() % 4 == 0 ? Float(random.nextUnit() * 100 - 50) : 0
    }
  }

  static func finite(_ bits: UInt64) -> Float {
    let float = Float(bitPattern: UInt32(truncatingIfNeeded: bits))
    return float.isFinite ? float : 0.5
  }

  static let extremes: [Float] = [
    0, -0.0, 1, -1, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude,
    -.leastNonzeroMagnitude, .leastNormalMagnitude, 0x1p126, -0x1p-126, 127, -128, 0.5,
  ]
}

extension Model {
  /// The model that a file of these bytes is, if it is valid.
  static func valid(_ bytes: [UInt8]) -> Model? {
    unsafe try? Model(path: "fuzzed.lacuna", copying: bytes.span.bytes)
  }

  /// Multiplications of a step of each network, were its matrices dense.
  func work(ofNetwork index: Int) -> Int {
    let view = view
    let network = view.network(at: index)
    var work = 0
    for index in network.firstLayer..<(network.firstLayer + network.layerCount) {
      let layer = view.layer(at: index)
      for matrix in [layer.matrix, layer.recurrentMatrix, layer.projection] {
        guard let matrix else { continue }
        let record = view.matrix(at: matrix)
        work += record.rows * record.columns
      }
    }
    return work
  }

  /// Networks whose step is quick enough to make thousands of, a few at most.
  func quickNetworks() -> [Int] {
    (0..<min(networkNames.count, 3)).filter { work(ofNetwork: $0) <= 1 << 18 }
  }
}

/// A generator whose sequence the bytes choose.
func generator(seededBy bytes: [UInt8]) -> SplitMix64 {
  SplitMix64(seed: UInt64(checksum(bytes)))
}

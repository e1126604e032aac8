import LacunaTestSupport

/// What one step takes.
enum StepInput {
  case token(Int)
  case features([Float])
}

extension StepInput {
  var token: Int? {
    if case .token(let token) = self { token } else { nil }
  }

  var features: [Float]? {
    if case .features(let features) = self { features } else { nil }
  }

  /// Inputs for `network`: all token ids in some order, or features from tame to the ends of what a
  /// float holds, with a vector of zeros among them.
  static func random(
    _ count: Int, for network: OracleNetwork, using generator: inout SplitMix64
  ) -> [StepInput] {
    let size = network.layers[0].inputSize
    return (0..<count).map { step in
      if network.layers[0].kind == 1 { return .token(generator.integer(0...(size - 1))) }
      if step == count - 1 { return .features([Float](repeating: 0, count: size)) }
      let scale = step % 3 == 2 ? powerOfTwo(generator.integer(-140...120)) : 1.0 / 64
      let isSparse = generator.oneIn(3)
      return .features(
        (0..<size).map { _ in
          if isSparse && !generator.oneIn(4) { return 0 }
          return Float(Double(generator.integer(-127...127)) * scale)
        })
    }
  }
}

extension OracleSession {
  /// A whole sequence: the outputs of all steps.
  mutating func run(_ inputs: [StepInput]) -> [[Int]] {
    let tokens = inputs.compactMap(\.token)
    return tokens.count == inputs.count
      ? run(tokens: tokens) : run(features: inputs.compactMap(\.features))
  }

  mutating func step(_ input: StepInput) -> [Int] {
    switch input {
    case .token(let token): step(token: token)
    case .features(let features): step(features: features)
    }
  }
}

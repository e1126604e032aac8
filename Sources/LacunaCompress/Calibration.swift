import LacunaDense

/// What decides how well integers stand for weights.
///
/// Calibrated, they are chosen for the error of products, over what matrices meet when the dense
/// model runs on random tokens and on its own choices: no data is needed. Weights then err more
/// than they must, and outputs less. Matrices with more than 2,048 columns, and `int8` ones, stay
/// as they are.
public enum Calibration: Sendable {
  /// The weights' own error, least for each weight.
  case none
  /// As `selfRun` for networks that take tokens, in a model of at most 16 MB as float32: its
  /// float32 copy, which running it takes, stays small.
  case automatic
  /// Networks that take features run on noise, with mean 0 and deviation 1.
  case selfRun
}

extension Calibration {
  private static let automaticByteLimit = 16_000_000

  /// The networks to run.
  func networks(of model: DenseModel) -> [DenseNetwork] {
    switch self {
    case .none: []
    case .selfRun: model.networks
    case .automatic:
      model.denseByteCount <= Self.automaticByteLimit
        ? model.networks.filter { $0.inputSize == nil } : []
    }
  }
}

/// The order of an LSTM's gates in a source, named after the letters that its framework uses.
///
/// The orders are the frameworks' own: PyTorch `torch.nn.LSTM` (i, f, g, o), the ONNX operator
/// `LSTM` (i, o, f, c) and Keras `LSTMCell` (i, f, c, o). g and c are the same: the candidate.
enum LSTMGateOrder: String, CaseIterable {
  case ifgo
  case iofc
  case ifco

  /// The source's block for each of i, f, g, o.
  var blocks: [Int] {
    switch self {
    case .ifgo, .ifco: [0, 1, 2, 3]
    case .iofc: [0, 2, 3, 1]
    }
  }
}

/// The order of a GRU's gates in a source: PyTorch `torch.nn.GRU` has r, z, n; Keras `GRUCell` and
/// the ONNX operator `GRU` have z, r and the candidate.
enum GRUGateOrder: String, CaseIterable {
  case rzn
  case zrn

  /// The source's block for each of r, z, n.
  var blocks: [Int] {
    switch self {
    case .rzn: [0, 1, 2]
    case .zrn: [1, 0, 2]
    }
  }
}

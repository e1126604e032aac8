import LacunaFormat

/// What a matrix is for: the first layer that uses it, and which gates its rows belong to.
struct MatrixUse: Sendable {
  /// As in `layer 1, lstm: recurrent weights`.
  let text: String
  /// The name of each block of rows; one without a name where there are no gates.
  let blocks: [String]

  /// By the matrix's index.
  static func all(of report: ModelReport) -> [MatrixUse] {
    var uses = [MatrixUse?](repeating: nil, count: report.matrices.count)
    for network in report.networks {
      let prefix =
        report.networks.count > 1 ? "network \(printable(network.name, limit: 24)), " : ""
      for (index, layer) in network.layers.enumerated() {
        for (slot, matrix) in layer.matrices.enumerated() where uses[matrix] == nil {
          uses[matrix] = MatrixUse(
            text: "\(prefix)layer \(index), \(layer.kind.name)\(layer.matrixRole(slot))",
            blocks: layer.gateNames(ofMatrix: slot))
        }
      }
    }
    return uses.map { $0 ?? MatrixUse(text: "used by no layer", blocks: [""]) }
  }
}

extension ModelReport.Layer {
  /// What the matrix at `slot` of ``matrices`` is to the layer.
  fileprivate func matrixRole(_ slot: Int) -> String {
    guard isRecurrent else { return "" }
    return [": input weights", ": recurrent weights", ": projection"][min(slot, 2)]
  }

  /// The gates in the order of the rows of the matrix at `slot` (`spec/graph.md`, Layer).
  fileprivate func gateNames(ofMatrix slot: Int) -> [String] {
    switch kind {
    case .lstm where slot < 2: ["input gate", "forget gate", "candidate", "output gate"]
    case .gru where slot < 2: ["reset gate", "update gate", "candidate"]
    default: [""]
    }
  }
}

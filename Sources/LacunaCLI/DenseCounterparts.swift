import Lacuna
import LacunaDense
import LacunaFormat
import LacunaReport

/// Which matrix of a dense model each matrix of a file was made of: the one in the same place.
struct DenseCounterparts {
  /// By the index of the file's matrix.
  private(set) var matrices: [Int: DenseMatrix] = [:]

  /// - Throws: `CommandFailure.differs` where networks, layers or shapes are not the same.
  init(of model: Model, in dense: DenseModel, densePath: String) throws {
    let report = ModelReport(model.view)
    func check(_ what: String, _ expected: String, _ found: String) throws {
      guard expected != found else { return }
      throw CommandFailure(
        .differs,
        "\(model.path) and \(densePath) are not the same model: \(what): \(expected) in the file, "
          + "\(found) in the dense model; give the dense model that the file was converted from, "
          + "with its --recipe")
    }
    try check("networks", "\(report.networks.count)", "\(dense.networks.count)")
    for (network, other) in zip(report.networks, dense.networks) {
      let place = "network \(Console.printable(network.name))"
      try check("layers of \(place)", "\(network.layers.count)", "\(other.layers.count)")
      for (index, layer) in network.layers.enumerated() {
        let found = other.layers[index].matrices
        try check(
          "matrices of layer \(index) of \(place)", "\(layer.matrices.count)", "\(found.count)")
        for (matrix, counterpart) in zip(layer.matrices, found) {
          let record = report.matrices[matrix]
          try check(
            "\(Console.printable(record.name)), layer \(index) of \(place)",
            "[\(record.rows), \(record.columns)]", "[\(counterpart.rows), \(counterpart.columns)]")
          if matrices[matrix] == nil { matrices[matrix] = counterpart }
        }
      }
    }
  }
}

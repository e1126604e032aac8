import LacunaFormat
import LacunaImport

/// A file's weights as float32 arrays, and the recipe that makes the same model of them again.
///
/// Matrices have the names that the file keeps from its source. A file does not keep the names of
/// biases: they are made of the matrices' names, as PyTorch would call them. Weights and biases are
/// exactly what the file holds.
@safe
public struct DenseExport: ~Escapable {
  let model: ModelView
  /// What is written, in the order of first use.
  let arrays: [ExportedArray]
  let networks: [ExportedNetwork]

  /// Looks at the records; no weight is read yet.
  ///
  /// - Throws: `ExportError.duplicateName`
  @_lifetime(copy model)
  public init(_ model: ModelView) throws(ExportError) {
    var planner = ExportPlanner(model)
    try planner.plan()
    self.model = model
    arrays = planner.arrays
    networks = planner.networks
  }

  /// Arrays that are written.
  public var arrayCount: Int { arrays.count }

  /// Writes the arrays as a `.npz` file, piece by piece. O(weights), with a few rows in memory.
  ///
  /// - Parameters:
  ///   - progress: told how many weights were read since the last time, of ``progressTotal``.
  ///   - write: takes the next bytes of the file.
  /// - Throws: `NumpyWriteError` where the archive would be too large, and what `write` throws.
  public func writeArchive(
    progress: (_ weights: Int) -> Void = { _ in }, _ write: ([UInt8]) throws -> Void
  ) throws {
    var archive = NumpyArchive()
    for array in arrays {
      switch array.source {
      case .values(let values):
        try archive.append(
          name: array.name, shape: [values.count], readRow: { _, row in row = values }, write)
      case .matrix(let index):
        let view = model.matrixView(at: index)
        var integers = [Int32](repeating: 0, count: view.record.columns)
        try archive.append(
          name: array.name, shape: [view.record.rows, view.record.columns],
          readRow: { row, values in
            Self.readRow(row, of: view, &integers, into: &values)
            progress(values.count)
          }, write)
      }
    }
    try archive.finish(write)
  }

  /// Weights that ``writeArchive(progress:_:)`` reports on: each is read twice.
  public var progressTotal: Int {
    arrays.reduce(0) { total, array in
      guard case .matrix(let index) = array.source else { return total }
      let record = model.matrix(at: index)
      return total + 2 * record.rows * record.columns
    }
  }

  private static func readRow(
    _ row: Int, of view: MatrixView, _ integers: inout [Int32], into values: inout [Float]
  ) {
    var span = integers.mutableSpan
    view.readRow(row, into: &span)
    let step = Float(sign: .plus, exponent: view.rowExponent(of: row), significand: 1)
    for column in values.indices { values[column] = Float(integers[column]) * step }
  }
}

/// An array to be written.
struct ExportedArray {
  enum Source {
    case matrix(Int)
    case values([Float])
  }

  let name: String
  let source: Source
}

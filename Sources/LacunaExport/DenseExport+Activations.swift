import LacunaCompress
import LacunaFormat
import LacunaReport

extension DenseExport {
  /// What an activation record does, where a recipe has words for it.
  private enum Function: Equatable {
    case sigmoid
    case tanh
    case clipped(shift: Int, offset: Int16, low: Int16, high: Int16)

    var json: JSONText {
      switch self {
      case .sigmoid: .string("sigmoid")
      case .tanh: .string("tanh")
      case .clipped(let shift, let offset, let low, let high):
        .object([
          (
            "clipped",
            .object([
              ("shift", .integer(shift)), ("offset", .real(Double(offset) / 32768)),
              ("low", .real(Double(low) / 32768)), ("high", .real(Double(high) / 32768)),
            ])
          )
        ])
      }
    }
  }

  /// The keys `gate`, `candidate`, `cell` and `outputGate` of a recurrent layer.
  func activations(
    of record: LayerRecord, place: String
  ) throws(ExportError) -> [(name: String, value: JSONText)] {
    let isLSTM = record.kind == .lstm
    var functions: [Function] = []
    for slot in 0..<(isLSTM ? 5 : 3) {
      functions.append(try function(Int(record.activations[slot]), place: place))
    }
    guard functions[0] == functions[1] else {
      throw .noWayToSay(
        place: place, expected: "one activation for the first two gates", found: "two")
    }
    var fields: [(name: String, value: JSONText)] = [
      ("gate", functions[0].json), ("candidate", functions[2].json),
    ]
    if isLSTM {
      fields += [("cell", functions[4].json), ("outputGate", functions[3].json)]
    }
    return fields
  }

  /// The key `activation` of a linear layer.
  func linearActivation(of record: LayerRecord, place: String) throws(ExportError) -> String {
    switch record.output {
    case .none: return "none"
    case .rectified: return "relu"
    case .activation:
      switch try function(Int(record.activations[0]), place: place) {
      case .sigmoid: return "sigmoid"
      case .tanh: return "tanh"
      case .clipped:
        throw .noWayToSay(
          place: place, expected: "sigmoid or tanh after a linear layer",
          found: "a clipped activation")
      }
    }
  }

  private func function(_ index: Int, place: String) throws(ExportError) -> Function {
    let record = model.activation(at: index)
    guard let table = record.table else {
      return .clipped(
        shift: record.shift, offset: record.offset, low: record.low, high: record.high)
    }
    let bytes = model.table(at: table)
    let values = (0..<257).map { bytes.int16(at: 2 * $0) }
    if values == ActivationTable.sigmoid.values { return .sigmoid }
    if values == ActivationTable.tanh.values { return .tanh }
    throw .noWayToSay(
      place: place, expected: "a table of the sigmoid or the hyperbolic tangent",
      found: "table \(table), which is neither")
  }
}

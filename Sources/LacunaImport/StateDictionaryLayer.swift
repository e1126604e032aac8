import LacunaDense

/// The arrays of one layer of `torch.nn.LSTM` or `torch.nn.GRU` in a state dictionary, in one
/// direction.
struct StateDictionaryLayer {
  enum Cell {
    case lstm
    case gru
  }

  let cell: Cell
  let inputWeight: SourceArray
  let recurrentWeight: SourceArray
  let projection: SourceArray?
  /// Both biases, or none.
  let biases: [SourceArray]
  let direction: DenseDirection

  var names: [String] {
    ([inputWeight, recurrentWeight] + biases + (projection.map { [$0] } ?? [])).map(\.name)
  }
  /// Values that this direction gives.
  var outputSize: Int { recurrentWeight.shape[1] }

  /// The layers of the only stack in a file, first layer first, and forward before backward.
  ///
  /// - Throws: `ImportError.malformed` where there is none, more than one, or where an array is
  ///   missing or has no shape of a gated layer.
  static func all(in file: ArrayFile) throws(ImportError) -> [StateDictionaryLayer] {
    var prefixes: [String] = []
    for array in file.arrays where array.name.hasSuffix("weight_ih_l0") {
      let prefix = String(array.name.dropLast("weight_ih_l0".count))
      if prefix.isEmpty || prefix.hasSuffix(".") {
        prefixes.append(prefix)
      }
    }
    guard let prefix = prefixes.first else {
      throw .malformed(
        ImportProblem(
          path: file.path,
          expected: "names of a PyTorch state dictionary (PREFIX.weight_ih_l0 and so on), "
            + "or a recipe",
          found: list(file.arrays)))
    }
    guard prefixes.count == 1 else {
      throw .malformed(
        ImportProblem(
          path: file.path,
          expected: "one stack of recurrent layers, or a recipe that says how several belong "
            + "together",
          found: prefixes.map { $0 + "weight_ih_l0" }.joined(separator: ", ")))
    }
    var layers: [StateDictionaryLayer] = []
    var index = 0
    while file.array(named: "\(prefix)weight_ih_l\(index)") != nil {
      layers.append(try StateDictionaryLayer("l\(index)", .forward, prefix: prefix, in: file))
      if file.array(named: "\(prefix)weight_ih_l\(index)_reverse") != nil {
        layers.append(
          try StateDictionaryLayer("l\(index)_reverse", .backwardBeside, prefix: prefix, in: file))
      }
      index += 1
    }
    try checkNumbering(in: file, prefix: prefix, used: Set(layers.flatMap(\.names)), count: index)
    return layers
  }

  /// - Parameter suffix: `l0`, `l0_reverse` and so on.
  private init(
    _ suffix: String, _ direction: DenseDirection, prefix: String, in file: ArrayFile
  ) throws(ImportError) {
    func name(_ part: String) -> String { "\(prefix)\(part)_\(suffix)" }
    func find(_ part: String) throws(ImportError) -> SourceArray {
      let name = name(part)
      guard let array = file.array(named: name) else {
        throw .malformed(
          ImportProblem(
            path: file.path, expected: "an array \"\(name)\"",
            found: "only \(file.arrays.map(\.name).joined(separator: ", "))"))
      }
      return array
    }
    func fail(_ array: SourceArray, _ expected: String) -> ImportError {
      let problem = ImportProblem(
        path: file.path, place: "array \(array.name)", byteOffset: array.byteOffset,
        expected: expected, found: array.summary)
      guard case .float = array.element else {
        return .unsupported(problem)
      }
      return .malformed(problem)
    }
    inputWeight = try find("weight_ih")
    recurrentWeight = try find("weight_hh")
    projection = file.array(named: name("weight_hr"))
    self.direction = direction
    for weight in [inputWeight, recurrentWeight] + (projection.map { [$0] } ?? [])
    where !weight.isMatrix {
      throw fail(weight, "floats on two axes")
    }
    let (rows, outputs) = (recurrentWeight.shape[0], recurrentWeight.shape[1])
    if let projection {
      // `torch.nn.GRU` has none.
      let hidden = projection.shape[1]
      cell = .lstm
      guard rows == 4 * hidden else {
        throw fail(recurrentWeight, "shape \([4 * hidden, outputs]) (LSTM with a projection)")
      }
    } else {
      switch rows.quotientAndRemainder(dividingBy: outputs) {
      case (4, 0): cell = .lstm
      case (3, 0): cell = .gru
      default:
        throw fail(
          recurrentWeight,
          "shape \([4 * outputs, outputs]) (LSTM) or \([3 * outputs, outputs]) (GRU)")
      }
    }
    let hasBias = ["bias_ih", "bias_hh"].contains { file.array(named: name($0)) != nil }
    biases = hasBias ? [try find("bias_ih"), try find("bias_hh")] : []
  }

  /// Layers are counted from 0 without a gap, and no direction has only some of its arrays.
  private static func checkNumbering(
    in file: ArrayFile, prefix: String, used: Set<String>, count: Int
  ) throws(ImportError) {
    for array in file.arrays where !used.contains(array.name) {
      for part in ["weight_ih_l", "weight_hh_l", "weight_hr_l", "bias_ih_l", "bias_hh_l"]
      where array.name.hasPrefix(prefix + part) {
        throw .malformed(
          ImportProblem(
            path: file.path, place: "array \(array.name)", byteOffset: array.byteOffset,
            expected: "layers counted from 0 without a gap, \(count) of them complete",
            found: "this one beyond them"))
      }
    }
  }

  private static func list(_ arrays: [SourceArray]) -> String {
    arrays.isEmpty
      ? "no arrays" : arrays.map { "\($0.name) \($0.summary)" }.joined(separator: ", ")
  }
}

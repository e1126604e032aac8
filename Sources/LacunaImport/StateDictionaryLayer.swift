/// The arrays of one layer of `torch.nn.LSTM` or `torch.nn.GRU` in a state dictionary.
struct StateDictionaryLayer {
  enum Cell {
    case lstm
    case gru
  }

  let cell: Cell
  let inputWeight: SourceArray
  let recurrentWeight: SourceArray
  /// Both biases, or none.
  let biases: [SourceArray]

  var names: [String] { ([inputWeight, recurrentWeight] + biases).map(\.name) }

  /// The layers of the only stack in a file, first layer first.
  ///
  /// - Throws: `ImportError.malformed` where there is none, more than one, or where an array is
  ///   missing or has no shape of a gated layer; `ImportError.unsupported` for a bidirectional
  ///   stack or one with projections.
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
    try refuseVariants(in: file, prefix: prefix)
    var layers: [StateDictionaryLayer] = []
    while file.array(named: "\(prefix)weight_ih_l\(layers.count)") != nil {
      layers.append(try StateDictionaryLayer(layers.count, prefix: prefix, in: file))
    }
    try checkNumbering(in: file, prefix: prefix, count: layers.count)
    return layers
  }

  private init(_ index: Int, prefix: String, in file: ArrayFile) throws(ImportError) {
    func find(_ name: String) throws(ImportError) -> SourceArray {
      let name = "\(prefix)\(name)_l\(index)"
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
      if case .other = array.element {
        return .unsupported(problem)
      }
      return .malformed(problem)
    }
    inputWeight = try find("weight_ih")
    recurrentWeight = try find("weight_hh")
    for weight in [inputWeight, recurrentWeight] where !weight.isMatrix {
      throw fail(weight, "floats on two axes")
    }
    let (rows, hidden) = (recurrentWeight.shape[0], recurrentWeight.shape[1])
    switch rows.quotientAndRemainder(dividingBy: hidden) {
    case (4, 0): cell = .lstm
    case (3, 0): cell = .gru
    default:
      throw fail(
        recurrentWeight,
        "shape \([4 * hidden, hidden]) (LSTM) or \([3 * hidden, hidden]) (GRU)")
    }
    let hasBias = ["bias_ih", "bias_hh"].contains {
      file.array(named: "\(prefix)\($0)_l\(index)") != nil
    }
    biases = hasBias ? [try find("bias_ih"), try find("bias_hh")] : []
  }

  private static func refuseVariants(
    in file: ArrayFile, prefix: String
  ) throws(ImportError) {
    for array in file.arrays where array.name.hasPrefix(prefix + "weight_") {
      let reason: String
      if array.name.hasSuffix("_reverse") {
        reason = "one direction (a bidirectional layer cannot be imported yet)"
      } else if array.name.hasPrefix(prefix + "weight_hr_l") {
        reason = "no projection (it cannot be imported yet)"
      } else {
        continue
      }
      throw .unsupported(
        ImportProblem(
          path: file.path, place: "array \(array.name)", byteOffset: array.byteOffset,
          expected: reason, found: array.summary))
    }
  }

  /// Layers are counted from 0 without a gap.
  private static func checkNumbering(
    in file: ArrayFile, prefix: String, count: Int
  ) throws(ImportError) {
    for array in file.arrays {
      for part in ["weight_ih_l", "weight_hh_l", "bias_ih_l", "bias_hh_l"]
      where array.name.hasPrefix(prefix + part) {
        guard let number = Int(array.name.dropFirst(prefix.count + part.count)),
          number < count
        else {
          throw .malformed(
            ImportProblem(
              path: file.path, place: "array \(array.name)", byteOffset: array.byteOffset,
              expected: "layers counted from 0 without a gap, \(count) of them complete",
              found: "this one beyond them"))
        }
      }
    }
  }

  private static func list(_ arrays: [SourceArray]) -> String {
    arrays.isEmpty
      ? "no arrays" : arrays.map { "\($0.name) \($0.summary)" }.joined(separator: ", ")
  }
}

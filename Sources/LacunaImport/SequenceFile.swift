import LacunaDense

/// Reads what a model's networks are to be run on from a `.npz` or `.npy` file.
///
/// An array named like a network holds its steps, one sequence after the other: token ids,
/// whole numbers `[steps]`, or features, float `[steps, features]`. `NAME.lengths`, whole numbers
/// `[sequences]`, says how many steps each sequence has; without it all are one. A file with one
/// array, of any name, is for a model with one network.
///
/// - Returns: the sequences by the network's name.
/// - Throws: `ImportError`, also where an array is for no network, or is not what its network takes.
public func importSequences(
  path: String, for model: DenseModel
) throws(ImportError) -> [String: [DenseSequence]] {
  let file = try ArrayFile(path: path)
  if file.arrays.count == 1, let network = model.networks.first, model.networks.count == 1 {
    let steps = try steps(of: network, in: file, array: file.arrays[0].name)
    return [network.name: [steps]]
  }
  var sequences: [String: [DenseSequence]] = [:]
  var used: Set<String> = []
  for network in model.networks where file.array(named: network.name) != nil {
    let steps = try steps(of: network, in: file, array: network.name)
    let lengthsName = network.name + ".lengths"
    used.formUnion([network.name, lengthsName])
    guard file.array(named: lengthsName) != nil else {
      sequences[network.name] = [steps]
      continue
    }
    let lengths = try file.readIntegers(named: lengthsName)
    sequences[network.name] = try cut(steps, lengths, in: file, array: lengthsName)
  }
  let names = model.networks.map(\.name)
  if let stray = file.arrays.first(where: { !used.contains($0.name) }) {
    throw .malformed(
      ImportProblem(
        path: path, place: "array \(stray.name)", byteOffset: stray.byteOffset,
        expected: "arrays named like networks (\(names.joined(separator: ", "))), or "
          + "\(names[0]).lengths",
        found: stray.summary))
  }
  guard !sequences.isEmpty else {
    throw .malformed(
      ImportProblem(
        path: path, expected: "an array named like a network (\(names.joined(separator: ", ")))",
        found: "none"))
  }
  return sequences
}

/// All that a network is fed, as one sequence.
private func steps(
  of network: DenseNetwork, in file: ArrayFile, array name: String
) throws(ImportError) -> DenseSequence {
  func fail(_ expected: String, _ found: String) -> ImportError {
    .malformed(
      ImportProblem(path: file.path, place: "array \(name)", expected: expected, found: found))
  }
  guard case .embedding(let embedding) = network.layers[0] else {
    let width = network.inputSize ?? 0
    let (shape, values) = try file.readArray(named: name)
    guard shape.count == 2, shape[0] > 0, shape[1] == width else {
      throw fail("features [steps, \(width)]", "\(shape)")
    }
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw fail("a finite number at [\(index / width), \(index % width)]", "\(values[index])")
    }
    return .features(
      (0..<shape[0]).map { Array(values[$0 * width..<($0 + 1) * width]) })
  }
  let ids = try file.readIntegers(named: name)
  guard !ids.isEmpty else { throw fail("at least one token id", "none") }
  let limit = embedding.weight.rows
  if let index = ids.firstIndex(where: { !(0..<limit).contains($0) }) {
    throw fail("a token id from 0 to \(limit - 1) at [\(index)]", "\(ids[index])")
  }
  return .tokens(ids)
}

/// Cuts a sequence into parts that have the given lengths.
private func cut(
  _ steps: DenseSequence, _ lengths: [Int], in file: ArrayFile, array name: String
) throws(ImportError) -> [DenseSequence] {
  func fail(_ expected: String, _ found: String) -> ImportError {
    .malformed(
      ImportProblem(path: file.path, place: "array \(name)", expected: expected, found: found))
  }
  var parts: [DenseSequence] = []
  var start = 0
  for (index, length) in lengths.enumerated() {
    guard length > 0, length <= steps.stepCount - start else {
      throw fail(
        "1 to \(steps.stepCount - start) steps at [\(index)], as many as are left", "\(length)")
    }
    parts.append(steps.part(start..<start + length))
    start += length
  }
  guard start == steps.stepCount else {
    throw fail("\(steps.stepCount) steps in all sequences", "\(start)")
  }
  return parts
}

import LacunaDense

/// Follows a graph from its inputs to its outputs, node after node, with what is known of each value
/// in place of its numbers: a constant, a shape, or a signal that some layer gives.
///
/// What it finds on the way are layers. Shapes may depend on the batch and on the length of the
/// sequence; axes keep their identity through transposing and reshaping, so that each layer can be
/// held to take the values of one step.
struct ONNXInterpreter {
  let file: ONNXFile
  private var values: [String: ONNXValue] = [:]
  /// Those of operators that change one, such as a bias that is added, are listed after it.
  private(set) var drafts: [ONNXLayerDraft] = []
  /// Arrays that a layer has elements of.
  private(set) var usedArrays: Set<String> = []
  private var unreadable: [String: ImportError] = [:]
  private var storages: [StorageKey: DenseStorage] = [:]
  private var factorCount = 0
  private var derivedByteCount = 0
  private var readElementCount = 0

  private struct StorageKey: Hashable {
    let elements: ObjectIdentifier
    let name: String
  }

  init(_ file: ONNXFile) throws(ImportError) {
    self.file = file
    for array in file.arrays {
      switch array.content {
      case .success(let tensor): values[array.name] = .constant(tensor)
      case .failure(let error): unreadable[array.name] = error
      }
    }
    for input in file.inputs {
      let place = ONNXPlace(path: file.path, name: "input \"\(input.name)\"")
      try define(input.name, as: signal(of: input), at: place)
    }
    for (index, node) in file.nodes.enumerated() {
      try evaluate(node, index: index)
    }
  }

  private mutating func signal(of input: ONNXInput) -> ONNXValue {
    guard let shape = input.shape else {
      return .signal(ONNXSignal(source: .inputPart(input.name), axes: []))
    }
    return .signal(
      ONNXSignal(source: .input(input.name), axes: shape.map { axis(extent: $0) }))
  }

  private mutating func evaluate(_ node: ONNXNode, index: Int) throws(ImportError) {
    var inputs: [ONNXValue?] = []
    for name in node.inputs {
      inputs.append(name.isEmpty ? nil : try value(name, at: node.place))
    }
    let operation = ONNXOperation(
      node: node, attributes: try ONNXAttributes(node), inputs: inputs)
    let results = try evaluate(operation)
    for (name, result) in zip(node.outputs, results) where !name.isEmpty {
      try define(name, as: result, at: node.place)
    }
  }

  private mutating func define(
    _ name: String, as value: ONNXValue, at place: ONNXPlace
  ) throws(ImportError) {
    guard values.updateValue(value, forKey: name) == nil else {
      throw place.malformed(
        expected: "values of different names", found: "\"\(name)\" a second time")
    }
  }

  func value(_ name: String, at place: ONNXPlace) throws(ImportError) -> ONNXValue {
    if let value = values[name] { return value }
    if let error = unreadable[name] { throw error }
    let isLater = file.nodes.contains { $0.outputs.contains(name) }
    throw place.malformed(
      expected: "values that are given before",
      found: isLater
        ? "\"\(name)\", which depends on this or comes later (a cycle, or nodes out of order)"
        : "\"\(name)\", which nothing gives")
  }

  // MARK: What operators need

  /// Lists a layer, and gives its index.
  mutating func list(_ draft: ONNXLayerDraft) -> Int {
    var draft = draft
    if case .layer(let index) = draft.parent { draft.depth = drafts[index].depth + 1 }
    drafts.append(draft)
    return drafts.count - 1
  }

  /// An axis that nothing else has; of extent 1, the axis without factors.
  mutating func axis(extent: Int?) -> [ONNXFactor] {
    guard extent != 1 else { return [] }
    factorCount += 1
    return [ONNXFactor(id: factorCount, extent: extent)]
  }

  /// The storage that a matrix looks at, one for each array and name, so that tied matrices have
  /// the same. Notes that the array is used.
  mutating func storage(of tensor: ONNXTensor, suffix: String = "") -> DenseStorage {
    usedArrays.insert(tensor.name)
    let name = tensor.name + suffix
    let key = StorageKey(elements: ObjectIdentifier(tensor.elements), name: name)
    if let storage = storages[key] { return storage }
    let storage = tensor.elements.storage(named: name)
    storages[key] = storage
    return storage
  }

  /// The values of a bias, all of them finite.
  mutating func bias(_ tensor: ONNXTensor, at place: ONNXPlace) throws(ImportError) -> [Float] {
    usedArrays.insert(tensor.name)
    try charge(tensor.count, at: place)
    let values = try floats(tensor, at: place)
    guard let index = values.firstIndex(where: { !$0.isFinite }) else { return values }
    throw place.malformed(
      expected: "finite values in \"\(tensor.name)\"", found: "\(values[index]) at index \(index)")
  }

  /// An array of float32 that the file does not have as such.
  mutating func derived(
    _ name: String, shape: [Int], at place: ONNXPlace, _ fill: (inout MutableSpan<Float>) -> Void
  ) throws(ImportError) -> ONNXTensor {
    let count = shape.reduce(1, *)
    try charge(count, at: place)
    let elements = try ONNXElements(count: count, path: file.path, fill)
    return ONNXTensor(name: name, elements: elements, shape: shape)
  }

  /// All elements of a constant, which many nodes may ask for.
  mutating func floats(_ tensor: ONNXTensor, at place: ONNXPlace) throws(ImportError) -> [Float] {
    readElementCount += tensor.count
    let limit = file.byteCount * ONNXLimits.readsPerByte
    guard readElementCount <= limit else {
      throw place.unsupported(
        expected: "at most \(limit) elements of constants to look at",
        found: "\(readElementCount)")
    }
    return tensor.floats
  }

  /// Accounts for `count` float32 that are not the file's own bytes.
  mutating func charge(_ count: Int, at place: ONNXPlace) throws(ImportError) {
    derivedByteCount += count * 4
    let limit = file.byteCount * ONNXLimits.derivedBytesPerByte
    guard derivedByteCount <= limit else {
      throw place.unsupported(
        expected: "at most \(limit) bytes of weights that are put together",
        found: "\(derivedByteCount)")
    }
  }
}

import LacunaDense
import LacunaFormat

/// The records of a file in the order of first use, before any weight is encoded.
struct ModelPlan {
  struct Network {
    let name: String
    let layerCount: Int
    let vocabulary: Int?
  }

  private(set) var networks: [Network] = []
  var layers: [LayerPlan] = []
  private(set) var matrices: [MatrixPlan] = []
  private(set) var biases: [QuantizedBias] = []
  private(set) var activations: [ActivationPlan] = []
  private(set) var tables: [ActivationTable] = []
  private(set) var vocabularies: [DenseVocabulary] = []
  let metadata: MetadataSection

  private let options: CompressionOptions
  /// What is added to the biases that products with matrices have, `[rows]`.
  let offsets: [DenseMatrix.Identity: [Float]]
  private var matrixIndices: [DenseMatrix.Identity: Int] = [:]
  private var matrixNames: Set<String> = []
  private var networkNames: Set<String> = []
  /// The last number that was put after a matrix's name to tell it from others.
  private var copies: [String: Int] = [:]

  /// - Throws: `CompressionError` where the model is one that the format cannot hold, or where a
  ///   choice is for an array that the model does not have.
  init(
    _ model: DenseModel, options: CompressionOptions,
    offsets: [DenseMatrix.Identity: [Float]] = [:]
  ) throws(CompressionError) {
    self.options = options
    self.offsets = offsets
    metadata = try MetadataSection(
      [MetadataEntry("lacuna.version", .text("1.0"))] + options.metadata)
    guard !model.networks.isEmpty else { throw .noNetwork }
    let arrays = Set(model.networks.flatMap(\.layers).flatMap(\.matrices).map(\.name))
    for name in options.arrayNames where !arrays.contains(name) {
      throw .unknownArray(name: name, known: arrays.sorted())
    }
    for network in model.networks { try add(network) }
    for (subject, count) in [
      ("networks", networks.count), ("layers", layers.count), ("matrices", 2 * matrices.count),
      ("biases", biases.count), ("activations", activations.count), ("sections", sectionCount),
    ] where count > 65_534 {
      throw .tooLarge(subject: subject, of: "the model", limit: 65_534, found: count)
    }
    for matrix in matrices { try matrix.checkSizes() }
  }

  var sectionCount: Int {
    2 + 2 * matrices.count + biases.count + tables.count + vocabularies.count + 1
  }

  private mutating func add(_ network: DenseNetwork) throws(CompressionError) {
    try checkName(network.name, "name of a network")
    guard networkNames.insert(network.name).inserted else {
      throw .duplicateName(subject: "names of networks", name: network.name)
    }
    let first = layers.count
    for (index, layer) in network.layers.enumerated() {
      if case .embedding = layer, index > 0 || network.layers.count == 1 {
        throw .misplacedEmbedding(network: network.name)
      }
      try add(layer)
    }
    networks.append(
      Network(
        name: network.name, layerCount: layers.count - first,
        vocabulary: try vocabulary(of: network)))
  }

  private mutating func vocabulary(of network: DenseNetwork) throws(CompressionError) -> Int? {
    guard let vocabulary = network.vocabulary else { return nil }
    var expected = network.outputSize
    if case .embedding(let layer) = network.layers[0] { expected = layer.weight.rows }
    guard vocabulary.entries.count == expected else {
      throw .vocabularySize(
        network: network.name, expected: expected, found: vocabulary.entries.count)
    }
    return Self.index(of: vocabulary, in: &vocabularies)
  }

  mutating func index(
    of bias: [Float], smallestExponent: Int, owner: String
  ) throws(CompressionError) -> Int {
    biases.append(
      try QuantizedBias(
        bias, smallestExponent: smallestExponent, owner: owner,
        isExact: options.isExact && !options.allowsInexactBiases))
    return biases.count - 1
  }

  mutating func index(of activation: ActivationPlan) -> Int {
    if case .table(let table) = activation { _ = Self.index(of: table, in: &tables) }
    return Self.index(of: activation, in: &activations)
  }

  /// A matrix that an earlier layer uses is stored as that layer has it.
  mutating func index(
    of matrix: DenseMatrix, in layer: DenseLayer
  ) throws(CompressionError) -> Int {
    if let known = matrixIndices[matrix.identity] {
      if layer.isRecurrent { matrices[known].isRecurrent = true }
      return known
    }
    // Different views of one array are different matrices, with names of their own.
    var name = matrix.name
    var copy = copies[name] ?? 1
    while !matrixNames.insert(name).inserted {
      copy += 1
      name = "\(matrix.name)#\(copy)"
    }
    copies[matrix.name] = copy
    try checkName(name, "name of a matrix")
    let role = layer.role
    var plan = MatrixPlan(
      name: name, matrix: matrix, role: role, isRecurrent: layer.isRecurrent,
      encoding: options.encoding[name: matrix.name, role: role],
      profile: options.codebook[name: matrix.name, role: role],
      axis: options.axis[name: matrix.name, role: role])
    if let given = options.codebookValues[matrix.name], plan.encoding != .int8 {
      let codeCount = plan.encoding.codeCount
      guard let codebook = given.codebook(codeCount: codeCount) else {
        throw .tooLarge(
          subject: "codebook values", of: "matrix \(name)", limit: codeCount,
          found: given.values.count)
      }
      plan.codebook = codebook
    }
    matrices.append(plan)
    matrixIndices[matrix.identity] = matrices.count - 1
    return matrices.count - 1
  }

  private static func index<Record: Equatable>(of record: Record, in records: inout [Record]) -> Int
  {
    if let known = records.firstIndex(of: record) { return known }
    records.append(record)
    return records.count - 1
  }
}

/// - Throws: `CompressionError.invalidName` for a name that rule G3 does not allow.
func checkName(_ name: String, _ subject: String) throws(CompressionError) {
  let isControl = { (scalar: Unicode.Scalar) in
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
  }
  guard (1...255).contains(name.utf8.count), !name.unicodeScalars.contains(where: isControl) else {
    throw .invalidName(subject: subject, found: name)
  }
}

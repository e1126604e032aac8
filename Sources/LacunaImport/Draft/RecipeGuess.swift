import LacunaDense

/// Guesses which arrays of a file make which layers, from shapes and, where those leave a choice,
/// names.
struct RecipeGuess {
  let file: ArrayFile
  /// Of arrays in the file, by name.
  let positions: [String: Int]
  let matrices: [GuessedMatrix]
  /// Arrays of one axis, and of two or three that could hold both biases of a recurrent layer.
  var vectors: [SourceArray]
  var taken: Set<Int> = []
  var notes: [String] = []

  struct Network {
    var name: String
    var embedding: Int?
    var layers: [RecurrentGuess]
    var linear: [Int] = []
    var outputSize: Int
  }

  /// Arrays are compared with one another.
  private static let largestCount = 1024

  /// - Throws: `ImportError.unsupported` for a file of more than 1,024 arrays of floats.
  init(_ file: ArrayFile) throws(ImportError) {
    let count = file.arrays.filter { if case .float = $0.element { true } else { false } }.count
    guard count <= Self.largestCount else {
      throw .unsupported(
        ImportProblem(
          path: file.path, expected: "at most \(Self.largestCount) arrays of floats to draft from",
          found: "\(count)"))
    }
    self.file = file
    positions = Dictionary(
      uniqueKeysWithValues: file.arrays.enumerated().map { ($0.element.name, $0.offset) })
    matrices = file.arrays.compactMap { GuessedMatrix($0) }
    vectors = file.arrays.filter { array in
      guard case .float = array.element else { return false }
      return (1...3).contains(array.shape.count) && !array.shape.contains(0)
    }
  }

  mutating func recipe() throws(ImportError) -> Recipe {
    var pairs = RecurrentGuess.all(in: matrices)
    guard !pairs.isEmpty else {
      throw .malformed(
        ImportProblem(
          path: file.path,
          expected: "two matrices that could be a recurrent layer: [4·hidden, inputs] and "
            + "[4·hidden, hidden] for an LSTM, 3 for 4 for a GRU, or both transposed",
          found: file.arrays.isEmpty
            ? "no arrays"
            : file.arrays.prefix(200).map { "\($0.name) \($0.summary)" }.joined(separator: ", ")))
    }
    for pair in pairs { taken.formUnion([pair.input, pair.recurrent]) }
    takeBiases(for: &pairs)
    var networks = takeEmbeddings(for: pairs)
    takeLinearLayers(for: &networks)
    var names: Set<String> = []
    let described = networks.enumerated().map { index, network in
      var name = network.name
      if !names.insert(name).inserted || name.utf8.count > 255 { name = "network\(index)" }
      names.insert(name)
      return RecipeNetwork(
        name: name, place: "", vocabulary: nil, layers: layers(of: network, named: name))
    }
    return Recipe(networks: described)
  }

  /// A layer with an embedding of its own begins a network, as does one that the layer before does
  /// not fit.
  private mutating func takeEmbeddings(for pairs: [RecurrentGuess]) -> [Network] {
    var embeddings: [Int: Int] = [:]
    for (index, matrix) in matrices.enumerated() where !taken.contains(index) && !hasBias(matrix) {
      let fitting = pairs.indices.filter {
        embeddings[$0] == nil && pairs[$0].inputSize == matrix.columns
          // What could as well follow is an embedding where its name says so, or it comes before.
          && (matrix.name.lowercased().contains("emb") || index < pairs[$0].input)
      }
      let best = fitting.max {
        likeness(matrices[pairs[$0].input].name, matrix.name)
          < likeness(matrices[pairs[$1].input].name, matrix.name)
      }
      guard let best else { continue }
      embeddings[best] = index
      taken.insert(index)
    }
    var networks: [Network] = []
    for (index, pair) in pairs.enumerated() {
      if embeddings[index] == nil, let last = networks.indices.last {
        if let before = networks[last].layers.last, isBackward(pair, of: before) {
          networks[last].layers.append(pair)
          networks[last].outputSize += pair.hiddenSize
          continue
        }
        if networks[last].outputSize == pair.inputSize {
          if let before = networks[last].layers.last, family(of: before) != family(of: pair) {
            notes.append(
              "network \(networks[last].name), \(matrices[pair.recurrent].name): a guess is that it "
                + "follows the layer before; it may as well be a network of its own")
          }
          networks[last].layers.append(pair)
          networks[last].outputSize = pair.hiddenSize
          continue
        }
      }
      networks.append(
        Network(
          name: name(of: pair), embedding: embeddings[index], layers: [pair],
          outputSize: pair.hiddenSize))
    }
    return networks
  }

  func isBackward(_ pair: RecurrentGuess, of before: RecurrentGuess) -> Bool {
    func isNamedBackward(_ pair: RecurrentGuess) -> Bool {
      let name = matrices[pair.recurrent].name.lowercased()
      return ["reverse", "backward", "bw", "bwd"].contains { name.contains($0) }
    }
    return isNamedBackward(pair) && !isNamedBackward(before) && pair.gateRows == before.gateRows
      && pair.inputSize == before.inputSize && pair.isTransposed == before.isTransposed
      && pair.biases.count == before.biases.count
  }

  /// What the names of a pair begin with, without what comes after the last separator.
  private func name(of pair: RecurrentGuess) -> String {
    let stem = commonPrefix(of: pair).split { "._/:".contains($0) }.first.map(String.init)
    return stem.flatMap { $0.count > 1 && $0.contains(where: \.isLetter) ? $0 : nil } ?? "model"
  }

  /// What layers of one stack share: how their matrices' names begin, but for numbers.
  private func family(of pair: RecurrentGuess) -> String {
    commonPrefix(of: pair).filter { !$0.isNumber }
  }

  private func commonPrefix(of pair: RecurrentGuess) -> String {
    let (one, two) = (matrices[pair.input].name, matrices[pair.recurrent].name)
    return zip(one, two).prefix { $0 == $1 }.map { String($0.0) }.joined()
  }

  /// Matrices that take what a network gives go to the last such network, one after the other.
  private mutating func takeLinearLayers(for networks: inout [Network]) {
    for (index, matrix) in matrices.enumerated() where !taken.contains(index) {
      let fitting = networks.indices.filter { network in
        let size = networks[network].outputSize
        let isTransposed = networks[network].layers[0].isTransposed
        return (isTransposed ? matrix.rows : matrix.columns) == size
      }
      let best = fitting.max {
        likeness(networks[$0].name, matrix.name) < likeness(networks[$1].name, matrix.name)
          || likeness(networks[$0].name, matrix.name) == likeness(networks[$1].name, matrix.name)
            && $0 < $1
      }
      guard let best else { continue }
      networks[best].linear.append(index)
      networks[best].outputSize =
        networks[best].layers[0].isTransposed ? matrix.columns : matrix.rows
      taken.insert(index)
    }
  }

  func bias(of matrix: GuessedMatrix, count: Int) -> SourceArray? {
    vectors.filter { $0.shape == [count] }.max {
      likeness($0.name, matrix.name) < likeness($1.name, matrix.name)
    }
  }

  /// Whether a vector beside a matrix has its name but for the last part, which is no number.
  private func hasBias(_ matrix: GuessedMatrix) -> Bool {
    guard let bias = bias(of: matrix, count: matrix.rows),
      let end = matrix.name.lastIndex(where: { "._/".contains($0) })
    else { return false }
    return bias.name.hasPrefix(matrix.name[...end])
      && matrix.name[end...].contains(where: \.isLetter)
  }
}

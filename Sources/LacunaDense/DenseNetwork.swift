/// The tokens of a network, in the order of their ids.
public struct DenseVocabulary: Sendable, Equatable {
  /// How a text is cut into entries.
  public enum Unit: String, Sendable, CaseIterable {
    case word
    case character
  }

  public let unit: Unit
  public let entries: [String]

  public init(unit: Unit, entries: [String]) {
    self.unit = unit
    self.entries = entries
  }
}

/// A named sequence of layers, each taking what the one before it gives.
public struct DenseNetwork: Sendable {
  public let name: String
  public let vocabulary: DenseVocabulary?
  public let layers: [DenseLayer]

  /// - Throws: `DenseShapeError` where there is no layer, where a layer does not take what the one
  ///   before it gives, or where an embedding is not the first.
  public init(
    name: String, vocabulary: DenseVocabulary? = nil, layers: [DenseLayer]
  ) throws(DenseShapeError) {
    guard !layers.isEmpty else {
      throw DenseShapeError(
        subject: "layers of network \(name)", array: "", expected: [1], found: [0])
    }
    for (before, layer) in zip(layers, layers.dropFirst()) {
      let matrix = layer.matrices[0]
      let found: [Int] =
        if let inputSize = layer.inputSize { [inputSize] } else { [] }
      try DenseShapeError.check(
        "input of a layer in network \(name)", of: matrix, expected: [before.outputSize],
        found: found)
    }
    self.name = name
    self.vocabulary = vocabulary
    self.layers = layers
  }

  /// Values taken each step; nil where the first layer is an embedding, which takes a token.
  public var inputSize: Int? { layers[0].inputSize }
  /// Values given each step.
  public var outputSize: Int { layers[layers.count - 1].outputSize }
}

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
  /// The two directions of a bidirectional layer are two of these, the forward one first.
  public let layers: [DenseLayer]

  /// - Throws: `DenseShapeError` where there is no layer, where a layer does not take what comes
  ///   before it, where an embedding is not the first, or where a layer does not fit the one that it
  ///   stands beside (``DenseDirection/backwardBeside``): its kind, its inputs, and whether it has a
  ///   projection.
  public init(
    name: String, vocabulary: DenseVocabulary? = nil, layers: [DenseLayer]
  ) throws(DenseShapeError) {
    guard !layers.isEmpty else {
      throw DenseShapeError(
        subject: "layers of network \(name)", array: "", expected: [1], found: [0])
    }
    var given: Int?
    for stage in Self.stages(of: layers) {
      for layer in stage {
        guard let given else { continue }
        try DenseShapeError.check(
          "input of a layer in network \(name)", of: layer.matrices[0], expected: [given],
          found: layer.inputSize.map { [$0] } ?? [])
      }
      try Self.checkBesideOneAnother(stage)
      given = stage.outputSize
    }
    self.name = name
    self.vocabulary = vocabulary
    self.layers = layers
  }

  /// Values taken each step; nil where the first layer is an embedding, which takes a token.
  public var inputSize: Int? { layers[0].inputSize }
  /// Values given each step, those of a forward layer before those of the backward one beside it.
  public var outputSize: Int { stages.last?.outputSize ?? 0 }
  /// Whether a layer reads backward, so that no step can be made before the last is known.
  public var needsWholeSequence: Bool { layers.contains { $0.direction.isBackward } }

  /// The layers in the order in which they run: each alone, or a forward and a backward one that
  /// take the same input.
  public var stages: [ArraySlice<DenseLayer>] { Self.stages(of: layers) }

  /// The same of layers that are not a network yet.
  public static func stages(of layers: [DenseLayer]) -> [ArraySlice<DenseLayer>] {
    var stages: [ArraySlice<DenseLayer>] = []
    for (index, layer) in layers.enumerated() {
      if layer.direction == .backwardBeside, let last = stages.last {
        stages[stages.count - 1] = layers[last.startIndex...index]
      } else {
        stages.append(layers[index...index])
      }
    }
    return stages
  }

  private static func checkBesideOneAnother(
    _ stage: ArraySlice<DenseLayer>
  ) throws(DenseShapeError) {
    let besides = stage.filter { $0.direction == .backwardBeside }
    guard let backward = besides.first else { return }
    let matrix = backward.matrices[0]
    let forward: DenseLayer? = stage.first.flatMap { $0.direction == .forward ? $0 : nil }
    let isOneKind =
      switch (forward, backward) {
      case (.lstm, .lstm), (.gru, .gru): true
      default: false
      }
    try DenseShapeError.check(
      "forward layers of the same kind before the backward one beside them", of: matrix,
      expected: [1], found: [isOneKind && besides.count == 1 ? 1 : 0])
    guard let forward else { return }
    try DenseShapeError.check(
      "input of a backward layer beside a forward one", of: matrix,
      expected: forward.inputSize.map { [$0] } ?? [],
      found: backward.inputSize.map { [$0] } ?? [])
    try DenseShapeError.check(
      "projections of a backward layer beside a forward one", of: matrix,
      expected: [forward.matrices.count - 2], found: [backward.matrices.count - 2])
  }
}

extension ArraySlice<DenseLayer> {
  /// Values that the layers of a stage give each step, together.
  public var outputSize: Int { reduce(0) { $0 + $1.outputSize } }
}

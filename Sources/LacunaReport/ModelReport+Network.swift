import LacunaFormat

extension ModelReport {
  /// A named sequence of layers.
  public struct Network: Sendable {
    public let name: String
    public let layers: [Layer]
    /// Index of its vocabulary, if it has one.
    public let vocabulary: Int?

    /// Read from the records themselves: `ModelView.network(at:)` counts the layers of all networks
    /// before it, which for every network of a large file would take its time.
    static func all(of model: ModelView) -> [Network] {
      let graph = model.sectionBytes(at: 0)
      let strings = model.sectionBytes(at: 1)
      var networks: [Network] = []
      var firstLayer = 0
      for index in 0..<model.layout.networkCount {
        let record = 32 + NetworkRecord.byteCount * index
        let name = strings.bytes(
          at: Int(graph.uint32(at: record)), count: Int(graph.uint16(at: record + 4)))
        let layerCount = Int(graph.uint16(at: record + 6))
        let vocabulary = graph.uint16(at: record + 8)
        var layers: [Layer] = []
        for layer in firstLayer..<(firstLayer + layerCount) {
          layers.append(Layer(model, at: layer))
        }
        networks.append(
          Network(
            name: decodedUTF8(name), layers: layers,
            vocabulary: vocabulary == 0xFFFF ? nil : Int(vocabulary)))
        firstLayer += layerCount
      }
      return networks
    }
  }

  /// A layer, and which matrices it uses.
  public struct Layer: Sendable {
    public let kind: LayerKind
    /// Features; token ids for an embedding.
    public let inputSize: Int
    /// Values that the layer gives.
    public let outputSize: Int
    /// Units of a recurrent layer: its outputs, unless it has a projection.
    public let hiddenSize: Int
    /// Which way a recurrent layer reads a sequence.
    public let direction: LayerDirection
    public let hasProjection: Bool
    /// GRU: where the reset gate acts.
    public let reset: ResetPosition
    public let output: LinearOutput
    /// Indices into ``ModelReport/matrices``: the input or only weights, then the recurrent ones,
    /// then the projection.
    public let matrices: [Int]
    /// Index of the bias vector.
    public let bias: Int?
    /// Values of the bias vector, and the power of two that they are in.
    public let biasFormat: (count: Int, exponent: Int)?
    /// Indices into ``ModelReport/activations``, in the order of `spec/graph.md`.
    public let activations: [Int]
    /// Bias values of the dense source.
    public let denseBiasCount: Int

    public var isRecurrent: Bool { kind == .lstm || kind == .gru }

    init(_ model: ModelView, at index: Int) {
      let record = model.layer(at: index)
      kind = record.kind
      inputSize = record.inputSize
      outputSize = record.outputSize
      hiddenSize = record.hiddenSize
      direction = record.direction
      hasProjection = record.projection != nil
      reset = record.reset
      output = record.output
      matrices = [record.matrix, record.recurrentMatrix, record.projection].compactMap { $0 }
      bias = record.bias
      biasFormat = record.bias.map {
        let bias = model.bias(at: $0)
        return (bias.count, bias.exponent)
      }
      var activations: [Int] = []
      for slot in 0..<6 where record.activations[slot] != 0xFFFF {
        activations.append(Int(record.activations[slot]))
      }
      self.activations = activations
      denseBiasCount = Int(record.denseBiasCount)
    }
  }
}

extension LayerKind {
  var name: String {
    switch self {
    case .embedding: "embedding"
    case .lstm: "lstm"
    case .gru: "gru"
    case .linear: "linear"
    }
  }
}

extension LayerDirection {
  var name: String { isBackward ? "backward" : "forward" }

  /// ``name``, and where the layer stands.
  var text: String { self == .backwardBeside ? "backward beside the layer before" : name }
}

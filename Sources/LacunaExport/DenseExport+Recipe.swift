import LacunaCompress
import LacunaFormat
import LacunaImport
import LacunaReport

extension DenseExport {
  /// The recipe by which `convert --exact` makes the same model of the arrays, as JSON.
  ///
  /// - Parameter vocabularyPath: where the vocabulary at an index is, from the recipe's folder.
  /// - Throws: `ExportError.noWayToSay` for activations that no recipe has words for.
  public func recipe(
    vocabularyPath: (_ index: Int) -> String
  ) throws(ExportError) -> String {
    var texts: [JSONText] = []
    for network in networks {
      var layers: [JSONText] = []
      for (index, layer) in network.layers.enumerated()
      where layer.record.direction != .backwardBeside {
        let next = network.layers.dropFirst(index + 1).first
        let beside = next?.record.direction == .backwardBeside ? next : nil
        layers.append(
          try json(layer, besides: beside, place: "network \(network.name), layer \(index)"))
      }
      var fields: [(name: String, value: JSONText)] = [("name", .string(network.name))]
      if let vocabulary = network.vocabulary {
        let unit = model.vocabulary(at: vocabulary).unit
        fields.append(("vocabulary", .string(vocabularyPath(vocabulary))))
        fields.append(("unit", .string(unit == .word ? "word" : "character")))
      }
      texts.append(.object(fields + [("layers", .array(layers))]))
    }
    return JSONText.object([("networks", .array(texts))]).text
  }

  /// - Parameter other: the layer that reads backward beside this one, where there is one.
  private func json(
    _ layer: ExportedLayer, besides other: ExportedLayer?, place: String
  ) throws(ExportError) -> JSONText {
    let record = layer.record
    let matrix = self.matrix(record.matrix)
    switch record.kind {
    case .embedding: return .object([("embedding", .object([("weight", matrix)]))])
    case .linear:
      var fields = [("weight", matrix)]
      if let bias = layer.biases.first { fields.append(("bias", .string(bias))) }
      fields.append(("activation", .string(try linearActivation(of: record, place: place))))
      return .object([("linear", .object(fields.map { (name: $0.0, value: $0.1) }))])
    case .lstm, .gru:
      let shared = try sharedFields(of: record, place: place)
      var fields = shared
      if let other {
        // A recipe says these once for both directions.
        let others = try sharedFields(of: other.record, place: place)
        guard JSONText.object(others).text == JSONText.object(shared).text else {
          throw .noWayToSay(
            place: place, expected: "the same activations and reset in both directions",
            found: "others in the backward one")
        }
        fields += [
          ("forward", .object(directionFields(of: layer))),
          ("backward", .object(directionFields(of: other))),
        ]
      } else {
        fields = directionFields(of: layer) + shared
        if record.direction == .backward { fields.append(("direction", .string("backward"))) }
      }
      return .object([(record.kind == .lstm ? "lstm" : "gru", .object(fields))])
    }
  }

  /// The arrays of one direction of a recurrent layer.
  private func directionFields(of layer: ExportedLayer) -> [(name: String, value: JSONText)] {
    let record = layer.record
    var fields: [(name: String, value: JSONText)] = [
      ("input", matrix(record.matrix)),
      ("recurrent", matrix(record.recurrentMatrix ?? record.matrix)),
    ]
    if let projection = record.projection { fields.append(("projection", matrix(projection))) }
    return fields + [("biases", .array(layer.biases.map { .string($0) }))]
  }

  /// What a recipe says of both directions of a recurrent layer together.
  private func sharedFields(
    of record: LayerRecord, place: String
  ) throws(ExportError) -> [(name: String, value: JSONText)] {
    var fields: [(name: String, value: JSONText)] = [
      ("gates", .string(record.kind == .lstm ? "ifgo" : "rzn"))
    ]
    if record.kind == .gru {
      fields.append(("reset", .string(record.reset == .after ? "after" : "before")))
    }
    return fields + (try activations(of: record, place: place))
  }

  /// The array, and how it is stored.
  private func matrix(_ index: Int) -> JSONText {
    let record = model.matrix(at: index)
    var fields: [(name: String, value: JSONText)] = [
      ("array", .string(decoded(model.utf8(of: record.name))))
    ]
    switch record.encoding {
    case .int8: fields.append(("encoding", .string("int8")))
    case .codes: fields.append(("encoding", .string("codes")))
    case .terms:
      fields.append(
        ("encoding", .string("terms:\(record.termsPerGroup)/\(record.groupSize)")))
      fields.append(("axis", .string(record.axis == .input ? "input" : "output")))
    }
    if record.codeCount > 0 {
      let values = (0..<record.codeCount).map { JSONText.integer(Int(record.codebook[$0])) }
      fields.append(("codebook", .array(values)))
    }
    return .object(fields)
  }
}

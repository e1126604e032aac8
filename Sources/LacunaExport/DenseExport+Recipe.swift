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
      for (index, layer) in network.layers.enumerated() {
        layers.append(try json(layer, place: "network \(network.name), layer \(index)"))
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

  private func json(_ layer: ExportedLayer, place: String) throws(ExportError) -> JSONText {
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
      var fields: [(name: String, value: JSONText)] = [
        ("input", matrix), ("recurrent", self.matrix(record.recurrentMatrix ?? record.matrix)),
        ("biases", .array(layer.biases.map { .string($0) })),
        ("gates", .string(record.kind == .lstm ? "ifgo" : "rzn")),
      ]
      if record.kind == .gru {
        fields.append(("reset", .string(record.reset == .after ? "after" : "before")))
      }
      fields += try activations(of: record, place: place)
      return .object([(record.kind == .lstm ? "lstm" : "gru", .object(fields))])
    }
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
